import { globSync, readFileSync } from 'node:fs'
import { test } from '@japa/runner'

/** What no language says otherwise: names, signs, keys of a keyboard, and the pages for programmers. */
const SAME_EVERYWHERE = new Set([
  'Bincard',
  'OpenAPI',
  'CSV',
  'XLSX',
  'JSON',
  'PDF',
  'https://',
  'pcs',
  'Letter',
  'MB',
])
const ENGLISH_ONLY = ['pages/api/', 'pages/style/']

const SPOKEN = /\s(?:title|aria-label|placeholder|alt|data-label|data-confirm(?:-\w+)?)="([^"]*)"/g
/** Properties of components that are shown: `label: 'Name'`. */
const SHOWN_PROPERTY =
  /\b(?:label|title|subtitle|text|help|placeholder|caption|empty|noun|delta|hint|suffix):\s*(?:[^,'"`]*\?\s*)?(['"`])((?:[^'"`\\]|\\.)*)\1/g

/** `{{ … }}`, where what stands in quotes may hold braces: the messages do. */
const MUSTACHE = /\{\{\{?(?:'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`|[^'"`])*?\}\}\}?/g

function templates(): string[] {
  return globSync('resources/views/**/*.edge').filter(
    (file) => !ENGLISH_ONLY.some((path) => file.includes(path))
  )
}

/** The template without comments, code, and what Edge puts in, each line where it was. */
function withoutCode(source: string): string {
  const blank = (text: string) => text.replaceAll(/[^\n]/g, ' ')
  return source
    .replaceAll(/\{\{--[^]*?--\}\}/g, blank)
    .replaceAll(MUSTACHE, blank)
    .replaceAll(/<(script|style|pre|code|kbd)\b[^]*?<\/\1>/g, blank)
    .replaceAll(/^\s*@.*$/gm, blank)
}

function isText(text: string): boolean {
  const words = text.replaceAll(/&\w+;/g, ' ').trim()
  return /\p{L}{2}/u.test(words) && !SAME_EVERYWHERE.has(words)
}

function textsIn(html: string): string[] {
  return html
    .replaceAll(/<(?:"[^"]*"|'[^']*'|[^'">])*>/g, '\n')
    .split('\n')
    .map((text) => text.trim())
    .filter(isText)
}

/** Texts of a template that stand there as they are. */
function untranslated(source: string): string[] {
  const html = withoutCode(source)
  const spoken = [...html.matchAll(SPOKEN)].map(([, text]) => text)
  const calls = source.split('\n').filter((line) => /^\s*@/.test(line))
  const shown = calls.flatMap((line) =>
    [...line.matchAll(SHOWN_PROPERTY)].map(([, , text]) => text)
  )
  return [...textsIn(html), ...[...spoken, ...shown].filter(isText)]
}

test.group('Templates', () => {
  test('finds text that is not asked for by t()', ({ assert }) => {
    assert.deepEqual(
      untranslated(
        [
          "<p>{{ t('Fine') }} · <b>Bad</b></p>",
          '<a title="Worse" href="/">{{ name }}</a>',
          "@!button({ label: t('Save'), title: 'Worst', kind: 'primary' })",
          '{{-- A comment --}}<kbd>Esc</kbd>',
        ].join('\n')
      ),
      ['Bad', 'Worse', 'Worst']
    )
  })

  test('show no text that is not translated', ({ assert }) => {
    const found = templates().flatMap((file) =>
      untranslated(readFileSync(file, 'utf8')).map((text) => `${file}: ${text}`)
    )
    assert.deepEqual(found, [])
  })
})
