/*
| `npm run messages`: writes resources/lang/en/{server,browser}.json, the messages that the source asks
| for by t('…') or translatable('…'), and drops from the other languages what nothing asks for any more.
| `npm run messages -- --missing fr`: prints what a language has no translation for.
*/
import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'

const PARTS = {
  server: ['{app,providers,start,commands}/**/*.ts', 'resources/views/**/*.edge'],
  browser: ['resources/js/**/*.js'],
}
const LANGUAGES = ['fr', 'ru', 'kk', 'rw']
const CALL = /(?<![\w.$])(?:t|translatable)\(\s*('(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`[^`$]*`)/g
const ESCAPES = { n: '\n', t: '\t' }
// Examples in comments are not asked for.
const COMMENTS = /^\s*\/\*[^]*?\*\/|^\s*\/\/.*$|\{\{--[^]*?--\}\}/gm

export function messagesInSource() {
  return Object.fromEntries(
    Object.entries(PARTS).map(([part, patterns]) => [part, messagesIn(patterns)])
  )
}

export function readMessages(language, part) {
  const file = `resources/lang/${language}/${part}.json`
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {}
}

function messagesIn(patterns) {
  const found = new Set()
  for (const file of globSync(patterns)) {
    const source = readFileSync(file, 'utf8').replace(COMMENTS, '')
    for (const [, literal] of source.matchAll(CALL)) found.add(textOf(literal))
  }
  return [...found].sort()
}

function textOf(literal) {
  return literal.slice(1, -1).replace(/\\(.)/gs, (_, letter) => ESCAPES[letter] ?? letter)
}

function write(language, part, messages) {
  mkdirSync(`resources/lang/${language}`, { recursive: true })
  writeFileSync(`resources/lang/${language}/${part}.json`, `${JSON.stringify(messages, null, 2)}\n`)
}

function main([option, language]) {
  const source = messagesInSource()
  if (option === '--missing') {
    const missing = Object.entries(source).map(([part, texts]) => {
      const known = readMessages(language, part)
      return [part, texts.filter((text) => !known[text])]
    })
    process.stdout.write(`${JSON.stringify(Object.fromEntries(missing), null, 2)}\n`)
    return
  }
  for (const [part, texts] of Object.entries(source)) {
    write(
      'en',
      part,
      Object.fromEntries(texts.map((text) => [text, text.replace(/^[a-z ]+\|/, '')]))
    )
    for (const other of LANGUAGES) {
      const known = readMessages(other, part)
      write(
        other,
        part,
        Object.fromEntries(texts.filter((text) => known[text]).map((text) => [text, known[text]]))
      )
    }
  }
}

if (import.meta.filename === process.argv[1]) main(process.argv.slice(2))
