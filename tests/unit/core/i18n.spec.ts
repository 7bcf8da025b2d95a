import { test } from '@japa/runner'
import { t, withLocale } from '#core/i18n'
import { formatCount, formatDay, formatDecimalText } from '#core/local_format'

test.group('The language of a page', () => {
  test('is English where no page asks', ({ assert }) => {
    assert.equal(t('Stock in'), 'Stock in')
    assert.equal(t('run|Waiting'), 'Waiting')
    assert.equal(t('{count, plural, one {# item} other {# items}}', { count: 1200 }), '1,200 items')
  })

  test('holds for everything that a request awaits, beside others', async ({ assert }) => {
    const after = async () => {
      await new Promise(setImmediate)
      return t('Stock in')
    }

    const [ru, fr] = await Promise.all([withLocale('ru', after), withLocale('fr', after)])

    assert.notEqual(ru, 'Stock in')
    assert.notEqual(ru, fr)
    assert.equal(t('Stock in'), 'Stock in')
  })

  test('writes numbers and days in its way, to the last digit')
    .with([
      { locale: 'en', number: '−1,234,567.00001', count: '12,345', day: '5 May 2026' },
      { locale: 'fr', number: '−1 234 567,00001', count: '12 345', day: '5 mai 2026' },
      { locale: 'ru', number: '−1 234 567,00001', count: '12 345', day: '5 мая 2026 г.' },
    ] as const)
    .run(({ assert }, { locale, number, count, day }) => {
      withLocale(locale, () => {
        const plain = (text: string) => text.replace(/[\u00A0\u202F]/g, ' ')
        assert.equal(plain(formatDecimalText('-1234567.00001')), number)
        assert.equal(plain(formatCount(12_345)), count)
        assert.equal(plain(formatDay('2026-05-05')), day)
      })
    })

  test('has plurals also where the engine knows none', ({ assert }) => {
    withLocale('rw', () => {
      const message = '{count, plural, one {one} other {many}}'
      assert.deepEqual([t(message, { count: 1 }), t(message, { count: 21 })], ['one', 'many'])
    })
  })
})
