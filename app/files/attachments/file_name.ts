const LONGEST_NAME = 200
const LONGEST_ENDING = 20

/**
 * The name of an uploaded file as it is shown and downloaded: without folders and signs that cannot be
 * seen, not longer than 200 characters, and with its ending. It never becomes part of a path.
 */
export function cleanFileName(given: string): string {
  const last = given.toWellFormed().normalize('NFC').split(/[/\\]/).at(-1) ?? ''
  const plain = withoutUnseen(last)
    .replaceAll(/[<>"|?*:]/g, ' ')
    .replace(/^[. ]+/, '')
    .replace(/[. ]+$/, '')
  return plain === '' ? 'file' : shortened(plain)
}

/** What a link is called that was given no name: its address without what every address has. */
export function linkName(link: string): string {
  const plain = withoutUnseen(link.toWellFormed()).replace(/^\w+:\/\//, '')
  return shortened(plain.replace(/^www\./, '').replace(/\/$/, ''))
}

function withoutUnseen(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\uFFFD]/gu, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
}

function shortened(name: string): string {
  const letters = Array.from(name)
  if (letters.length <= LONGEST_NAME) return name
  const dot = letters.lastIndexOf('.')
  const ending = dot > 0 && letters.length - dot <= LONGEST_ENDING ? letters.slice(dot) : []
  const kept = letters.slice(0, LONGEST_NAME - ending.length)
  return [...kept, ...ending].join('')
}
