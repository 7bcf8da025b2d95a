import { test } from '@japa/runner'
import { multiplyMoney, parseDecimal } from '#core/decimal'
import { viewHelpers } from '#core/view_helpers'

const browser = await import(new URL('../../../resources/js/decimal.js', import.meta.url).href)

/** Whole numbers spread over all magnitudes, the same in each run. */
function* numbers(count: number): Generator<bigint> {
  let state = 88172645463325252n
  for (let index = 0; index < count; index++) {
    state ^= (state << 13n) & 0xffffffffffffffffn
    state ^= state >> 7n
    state ^= (state << 17n) & 0xffffffffffffffffn
    yield state % 10n ** BigInt(1 + (index % 15))
  }
}

test.group('Decimals in the browser', () => {
  test('multiply and write as the server does', ({ assert }) => {
    const values = [...numbers(600), 5n, -5n, 15n, 50_000n, 150_000n, -250_000n]
    for (const [index, value] of values.entries()) {
      const quantity = values[(index * 7 + 3) % values.length]
      assert.equal(browser.multiplyMoney(quantity, value), multiplyMoney(quantity, value))
      assert.equal(browser.formatMoney(value), viewHelpers.money(value))
      assert.equal(browser.formatQuantity(value), viewHelpers.quantity(value))
      assert.equal(browser.writeMoney(value), viewHelpers.moneyInput(value))
    }
  })

  test('read what the server reads, and nothing else')
    .with(['0', '12', '12.5', '-3', '.5', '5.', '1 000', '1.10000', ' 7 ', '9007199254.740991'])
    .run(({ assert }, text) => {
      const plain = text.replaceAll(' ', '')
      assert.equal(browser.parseDecimal(text, 6), parseDecimal(plain, 6))
    })

  test('refuse what is no number or has too many decimals')
    .with(['', '.', '-', 'abc', '1,5', '1.2.3', '0x10', '1.0000001', 'NaN', 'Infinity'])
    .run(({ assert }, text) => {
      assert.isNull(browser.parseDecimal(text, 6))
    })
})
