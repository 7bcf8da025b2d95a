import { test } from '@japa/runner'
import { IntlMessageFormat } from 'intl-messageformat'
import { LOCALE_CODES, LOCALES, type Locale } from '#core/i18n'

type Part = 'server' | 'browser'
type Messages = Record<string, string>

/** The script that `npm run messages` runs: plain JavaScript, so its types are told here. */
const { messagesInSource, readMessages } = (await import(
  new URL('../../../scripts/extract_messages.js', import.meta.url).href
)) as {
  messagesInSource: () => Record<Part, string[]>
  readMessages: (language: string, part: Part) => Messages
}

const PARTS: readonly Part[] = ['server', 'browser']
const OTHERS = LOCALE_CODES.filter((code) => code !== 'en')
/** "many" of French is for a million and more, which "other" says as well. */
const MAY_BE_MISSING: Partial<Record<Locale, readonly string[]>> = { fr: ['many'] }

interface Node {
  type: number
  value?: string
  options?: Record<string, { value: Node[] }>
  children?: Node[]
}
const [LITERAL, PLURAL, POUND] = [0, 6, 7]

function nodesOf(message: string, locale: Locale): Node[] {
  const inside = (node: Node): Node[] => [
    node,
    ...Object.values(node.options ?? {}).flatMap(({ value }) => value.flatMap(inside)),
    ...(node.children ?? []).flatMap(inside),
  ]
  const parsed = new IntlMessageFormat(message, LOCALES[locale].tag).getAst() as Node[]
  return parsed.flatMap(inside)
}

function valuesIn(message: string, locale: Locale): string[] {
  const nodes = nodesOf(message, locale).filter(({ type }) => type !== LITERAL && type !== POUND)
  return [...new Set(nodes.map(({ value }) => value ?? ''))].sort()
}

/** What is wrong with one translation, or nothing. */
function problemWith(text: string, translation: string, locale: Locale): string | null {
  if (!translation.trim()) return 'is empty'
  try {
    const [wanted, given] = [valuesIn(text, 'en'), valuesIn(translation, locale)]
    if (wanted.join() !== given.join()) return `has {${given.join()}} for {${wanted.join()}}`
    const missing = missingPlurals(translation, locale)
    return missing.length > 0 ? `has no plural "${missing.join('", "')}"` : null
  } catch (error) {
    return `is no valid message: ${String(error)}`
  }
}

function missingPlurals(translation: string, locale: Locale): string[] {
  const { pluralCategories } = new Intl.PluralRules(LOCALES[locale].tag).resolvedOptions()
  const needed = pluralCategories.filter((name) => !MAY_BE_MISSING[locale]?.includes(name))
  const plurals = nodesOf(translation, locale).filter(({ type }) => type === PLURAL)
  return needed.filter((name) => plurals.some(({ options }) => !Object.hasOwn(options ?? {}, name)))
}

test.group('Messages', () => {
  test('the files of the source language hold what the source asks for', ({ assert }) => {
    const asked = messagesInSource()
    for (const part of PARTS) {
      const known = Object.keys(readMessages('en', part)).sort()
      assert.deepEqual(known, [...asked[part]].sort(), `run "npm run messages" (${part})`)
      assert.isAbove(known.length, 10)
    }
  })

  test('every message of the source can be shown', ({ assert }) => {
    const broken = PARTS.flatMap((part) =>
      messagesInSource()[part].filter((text) => problemWith(text, text, 'en'))
    )
    assert.deepEqual(broken, [])
  })

  test('messages of scripts have values only, and no plurals', ({ assert }) => {
    const complicated = messagesInSource().browser.filter((text) => /\{\w+\s*,/.test(text))
    assert.deepEqual(complicated, [])
  })

  test('{$self} has every message, with its values and plurals, and none that nothing asks for')
    .with(OTHERS)
    .run(({ assert }, locale) => {
      for (const part of PARTS) {
        const [source, translated] = [readMessages('en', part), readMessages(locale, part)]
        const texts = Object.keys(source)
        const problems = texts.flatMap((text) => {
          const problem = Object.hasOwn(translated, text)
            ? problemWith(source[text], translated[text], locale)
            : 'is missing'
          return problem ? [`"${text}" ${problem}`] : []
        })
        assert.deepEqual(problems, [], `${locale}/${part}`)
        assert.deepEqual(
          Object.keys(translated).filter((text) => !Object.hasOwn(source, text)),
          []
        )
      }
    })
})
