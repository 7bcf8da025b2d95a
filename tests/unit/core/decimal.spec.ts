import { test } from '@japa/runner'
import {
  divideHalfEven,
  formatDecimal,
  formatShort,
  multiplyMoney,
  parseDecimal,
} from '#core/decimal'

test.group('Decimals', () => {
  test('are read exactly')
    .with([
      ['0.1', 5, 10_000n],
      ['-12.5', 5, -1_250_000n],
      ['1e3', 5, 100_000_000n],
      ['1.5E-2', 5, 1500n],
      ['.5', 5, 50_000n],
      ['9007199254.740991', 6, 9_007_199_254_740_991n],
    ] as const)
    .run(({ assert }, [text, decimals, scaled]) => {
      assert.equal(parseDecimal(text, decimals), scaled)
    })

  test('are refused when they are no number, too fine or too large')
    .with([
      ['', 'not a number'],
      ['NaN', 'not a number'],
      ['Infinity', 'not a number'],
      ['1,5', 'not a number'],
      ['.', 'not a number'],
      ['0.123456', 'too many decimals'],
      ['1e30', 'too large'],
      ['1e9999', 'too large'],
      ['99999999999999999999', 'too large'],
    ] as const)
    .run(({ assert }, [text, fault]) => {
      assert.throws(() => parseDecimal(text, 5), fault)
    })

  test('are written with and without trailing zeros', ({ assert }) => {
    assert.equal(formatDecimal(-5n, 5), '-0.00005')
    assert.equal(formatDecimal(3_000_000n, 5), '30.00000')
    assert.equal(formatShort(3_000_000n, 5), '30.0')
    assert.equal(formatShort(3_000_000n, 5, 0), '30')
    assert.equal(formatShort(1_250_000n, 6, 2), '1.25')
  })

  test('round half to even')
    .with([
      [5n, 2n, 2n],
      [7n, 2n, 4n],
      [-5n, 2n, -2n],
      [-7n, 2n, -4n],
      [7n, 3n, 2n],
      [8n, 3n, 3n],
    ] as const)
    .run(({ assert }, [top, bottom, quotient]) => {
      assert.equal(divideHalfEven(top, bottom), quotient)
    })

  test('multiply quantity and unit price', ({ assert }) => {
    assert.equal(multiplyMoney(200_000n, 480_000_000n), 960_000_000n)
    assert.equal(multiplyMoney(1n, 1n), 0n)
  })
})
