import { t, translatable } from '#core/i18n'

const PROBLEMS: Readonly<Record<string, string>> = {
  gone: translatable('The upload is gone: it was left for too long. Choose the file again.'),
  parts_missing: translatable('Parts of the file have not arrived. Try again.'),
  wrong_size: translatable('What arrived is not as long as the file. Choose the file again.'),
  owner_gone: translatable('What the file was attached to is gone.'),
  not_allowed: translatable('You may no longer attach files here.'),
  too_many_pixels: translatable(
    'No preview: the picture has more than 50 million pixels. The file itself is kept.'
  ),
  broken: translatable('No preview: the picture is broken. The file itself is kept.'),
  too_large: translatable('No preview: the picture is too large. The file itself is kept.'),
  no_preview: translatable('No preview could be made. The file itself is kept.'),
  failed: translatable('It did not work. Try again.'),
}

/** What went wrong with a file, in words for people. */
export function problemText(problem: string | null): string {
  if (!problem) return ''
  return t(Object.hasOwn(PROBLEMS, problem) ? PROBLEMS[problem] : PROBLEMS.failed)
}
