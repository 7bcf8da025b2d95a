import { test } from '@japa/runner'
import { viewHelpers } from '#core/view_helpers'

const { cents, initials, money, quantity, withQuery } = viewHelpers

test.group('What templates write', () => {
  test('amounts are grouped and exact, in lists to the cent', ({ assert }) => {
    assert.equal(money(1_234_560_000n), '1,234.56')
    assert.equal(money(5_992_500n), '5.9925')
    assert.equal(money(-2_000_000n), '−2.00')
    assert.equal(money(null), '')
    assert.equal(cents(5_992_500n), '5.99')
    assert.equal(cents(5_995_000n), '6.00', 'half to even')
    assert.equal(cents(-1_234_567_890n), '−1,234.57')
    assert.equal(cents(9_007_199_254_740_991n), '9,007,199,254.74')
    assert.equal(cents('-4000'), '0.00', 'no minus before nothing')
  })

  test('quantities lose their trailing zeros', ({ assert }) => {
    assert.equal(quantity(120_000_000n), '1,200')
    assert.equal(quantity(1_250_000n), '12.5')
    assert.equal(quantity(-100_000n), '−1')
  })

  test('addresses keep their other parameters', ({ assert }) => {
    assert.equal(withQuery('/items?search=a%26b&page=3', { page: 2 }), '/items?search=a%26b&page=2')
    assert.equal(withQuery('/items?page=3', { page: null }), '/items')
  })

  test('initials of a name', ({ assert }) => {
    assert.equal(initials('Ada Mary Holm'), 'AH')
    assert.equal(initials('admin'), 'AD')
  })
})
