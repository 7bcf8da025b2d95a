import { test } from '@japa/runner'
import { withLocale, type Locale } from '#core/i18n'
import { AmbiguousNumber, fieldDecimal, plainDecimal } from '#core/typed_decimal'

const script = (name: string) =>
  import(new URL(`../../../resources/js/${name}.js`, import.meta.url).href)
const { plainDecimal: inBrowser } = await script('decimal')
const { reckon, isArithmetic } = await script('arithmetic')

const SIGNS: Partial<Record<Locale, string>> = { en: '.', fr: ',', ru: ',', kk: ',', rw: ',' }

test.group('Typed numbers', () => {
  test('{text} in {locale} is {plain}')
    .with([
      { text: '1.5', locale: 'en', plain: '1.5' },
      { text: '1,5', locale: 'fr', plain: '1.5' },
      { text: '1.5', locale: 'fr', plain: '1.5' },
      { text: '1,5', locale: 'en', plain: '1.5' },
      { text: '1,234', locale: 'en', plain: null },
      { text: '1,234', locale: 'ru', plain: '1.234' },
      { text: '1.234', locale: 'rw', plain: null },
      { text: '0,125', locale: 'en', plain: '0.125' },
      { text: '1,234.5', locale: 'en', plain: '1234.5' },
      { text: '1.234,5', locale: 'en', plain: '1234.5' },
      { text: '1,234,567', locale: 'en', plain: '1234567' },
      { text: '-1\u00A0234,50', locale: 'kk', plain: '-1234.50' },
      { text: '−2,5', locale: 'fr', plain: '-2.5' },
      { text: '1e3', locale: 'fr', plain: '1e3' },
      { text: '12,34,5', locale: 'en', plain: '12,34,5' },
      { text: 'many', locale: 'en', plain: 'many' },
    ] as const)
    .run(({ assert }, { text, locale, plain }) => {
      const read = () => withLocale(locale, () => plainDecimal(text))
      if (plain === null) assert.throws(read, AmbiguousNumber)
      else assert.equal(read(), plain)
      assert.equal(inBrowser(text, SIGNS[locale]), plain)
    })

  test('what a field holds is read as what it was, in every language', ({ assert }) => {
    for (const locale of Object.keys(SIGNS) as Locale[]) {
      withLocale(locale, () => {
        for (const plain of ['1.234', '0.00001', '-12.5', '1234567.123456', '7']) {
          assert.equal(plainDecimal(fieldDecimal(plain)), plain)
        }
      })
    }
  })
})

test.group('Reckoning in fields', () => {
  test('is exact, and refuses what has no exact result', ({ assert }) => {
    for (const [text, result] of [
      ['12*6', 7_200_000n],
      ['=480/24', 2_000_000n],
      ['0.1+0.2', 30_000n],
      ['2*(1.5+3)-1', 800_000n],
      ['3 × 4 ÷ 8', 150_000n],
      ['7-10', -300_000n],
      ['1/8', 12_500n],
      ['10/3', null],
      ['1/0', null],
      ['2*', null],
      ['(1+2', null],
      ['1;2', null],
      ['alert(1)', null],
    ] as const) {
      assert.equal(reckon(text, 5, '.'), result, text)
    }
    assert.equal(reckon('1,5*2', 5, ','), 300_000n)
    assert.isNull(reckon('9'.repeat(61), 5, '.'))
  })

  test('leaves plain numbers and negative ones alone', ({ assert }) => {
    for (const text of ['12', '-5', '1.5', '1,234', '2026-11', 'x']) {
      assert.equal(isArithmetic(text), text === '2026-11', text)
    }
  })
})
