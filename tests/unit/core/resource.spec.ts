import { test } from '@japa/runner'
import { InvalidInput } from '#core/exceptions'
import { parseExactJson } from '#core/http/exact_json'
import { pythonJson } from '#core/http/python_json'
import { writerFor } from '#core/resource/encode'
import { FieldFault, type JsonSchema } from '#core/resource/field'
import { decimalText, differenceOf } from '#core/resource/json_text'
import { integer, money, quantity, readDecimal } from '#core/resource/number_fields'
import { optionsOf } from '#core/resource/options'
import { parseFields } from '#core/resource/parse_input'
import { boolean, choice, date } from '#core/resource/plain_fields'
import { computed, constant, primaryKey, readOnly } from '#core/resource/read_only_fields'
import type { Resource } from '#core/resource/resource'
import { email, text, url } from '#core/resource/text_fields'
import { pageBounds } from '#core/resource/list_query'

function messagesOf(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof FieldFault) return error.messages
    throw error
  }
  return []
}

test.group('JSON numbers', () => {
  test('are written from scaled integers to the last digit')
    .with([
      [0, 5, '0.0'],
      [3_000_000, 5, '30.0'],
      [1_250_000, 5, '12.5'],
      [1, 6, '0.000001'],
      [-1_250_000, 5, '-12.5'],
      [9_007_199_254_740_991, 6, '9007199254.740991'],
      [9_007_199_254_740_991n, 6, '9007199254.740991'],
      ['123456789012345678901', 5, '1234567890123456.78901'],
      ['1250000', 5, '12.5'],
      [null, 5, 'null'],
      [undefined, 5, 'null'],
    ] as [unknown, number, string][])
    .run(({ assert }, [scaled, decimals, written]) => {
      assert.equal(decimalText(scaled, decimals), written)
    })

  test('differ exactly, however the database gives them', ({ assert }) => {
    assert.equal(String(differenceOf('500000', 200_000)), '300000')
    assert.equal(String(differenceOf('123456789012345678901', '1')), '123456789012345678900')
  })

  test('of bodies never pass through a float', ({ assert }) => {
    const body = parseExactJson(
      '{"a":1,"b":0.1,"c":9007199254740993,"d":1e30,"e":-0.000001,"f":[10.50],"__proto__":{"x":1}}'
    )
    assert.deepEqual(body, {
      a: 1,
      b: '0.1',
      c: '9007199254740993',
      d: '1e30',
      e: '-0.000001',
      f: ['10.50'],
    })
  })

  test('can be written with Python’s blanks', ({ assert }) => {
    assert.equal(
      pythonJson({ a: [1, 'x, y: z'], b: { c: null } }),
      '{"a": [1, "x, y: z"], "b": {"c": null}}'
    )
  })
})

test.group('Decimals of fields', () => {
  const limits = { decimals: 5, maxDigits: 15, min: 0n }

  test('are read exactly')
    .with([
      [12, 1_200_000n],
      ['12.5', 1_250_000n],
      [' 1e3 ', 100_000_000n],
      ['0.100000000', 10_000n],
      ['1E-5', 1n],
      ['9999999999.99999', 999_999_999_999_999n],
      ['-0', 0n],
    ] as [unknown, bigint][])
    .run(({ assert }, [raw, scaled]) => {
      assert.equal(readDecimal(raw, limits), scaled)
    })

  test('are refused in DRF’s words')
    .with([
      ['', 'A valid number is required.'],
      ['1,5', 'A valid number is required.'],
      ['NaN', 'A valid number is required.'],
      [true, 'A valid number is required.'],
      ['0x10', 'A valid number is required.'],
      ['١', 'A valid number is required.'],
      ['1e30', 'Ensure that there are no more than 15 digits in total.'],
      ['1e-30', 'Ensure that there are no more than 15 digits in total.'],
      ['0.000001', 'Ensure that there are no more than 5 decimal places.'],
      ['12345678901', 'Ensure that there are no more than 10 digits before the decimal point.'],
      ['-0.00001', 'Ensure this value is greater than or equal to 0.'],
    ] as [unknown, string][])
    .run(({ assert }, [raw, message]) => {
      assert.deepEqual(
        messagesOf(() => readDecimal(raw, limits)),
        [message]
      )
    })
})

test.group('Fields', () => {
  test('refuse what they cannot hold', ({ assert }) => {
    const name = text({ required: true, maxLength: 3 })
    assert.deepEqual(
      messagesOf(() => name.parse('abcd')),
      ['Ensure this field has no more than 3 characters.']
    )
    assert.equal(name.parse('𝒳𝒴𝒵'), '𝒳𝒴𝒵')
    assert.deepEqual(
      messagesOf(() => url({}).parse('javascript:alert(1)')),
      ['Enter a valid URL.']
    )
    assert.equal(url({}).parse('https://example.com/a?b=c'), 'https://example.com/a?b=c')
    assert.deepEqual(
      messagesOf(() => email({}).parse('a@b')),
      ['Enter a valid email address.']
    )
    assert.deepEqual(
      messagesOf(() => date({}).parse('2026-02-30')),
      ['Date has wrong format. Use one of these formats instead: YYYY-MM-DD.']
    )
    assert.isNull(date({ nullable: true }).parse(null))
    assert.deepEqual(
      messagesOf(() => integer({ min: 1 }).parse('0')),
      ['Ensure this value is greater than or equal to 1.']
    )
    const status = choice({ choices: [{ value: 10, label: 'OK' }] })
    assert.equal(status.parse('10'), 10)
    assert.deepEqual(
      messagesOf(() => status.parse(11)),
      ['"11" is not a valid choice.']
    )
  })

  test('of a form may be empty, and a box that is not ticked is off', async ({ assert }) => {
    const fields = {
      name: text({ required: true }),
      price: money({ nullable: true }),
      minimum: quantity({ default: 0n }),
      active: boolean({ default: true }),
      virtual: boolean({ default: false }),
    }
    const values = await parseFields(
      fields,
      { name: 'x', price: '', minimum: '', virtual: ['false', 'true'] },
      { checkboxes: ['active', 'virtual'] }
    )
    assert.deepEqual(values, { name: 'x', price: null, minimum: 0n, active: false, virtual: true })
  })

  test('tell all their messages at once', async ({ assert }) => {
    const fields = {
      name: text({ required: true }),
      price: money({}),
      active: boolean({ default: true }),
    }
    try {
      await parseFields(fields, { price: 'x', active: 'maybe' })
      assert.fail('nothing was refused')
    } catch (error) {
      assert.instanceOf(error, InvalidInput)
      assert.deepEqual((error as InvalidInput).fields, {
        name: ['This field is required.'],
        price: ['A valid number is required.'],
        active: ['Must be a valid boolean.'],
      })
    }
  })

  test('left out stay as they are in a partial input', async ({ assert }) => {
    const fields = { name: text({ required: true }), price: money({}) }
    assert.deepEqual(await parseFields(fields, { price: '1' }, { partial: true }), {
      price: 1_000_000n,
    })
  })
})

const note: JsonSchema = { type: 'string' }
const resource: Resource = {
  model: 'thing',
  title: 'Thing',
  label: 'Thing',
  table: 'things',
  area: 'part',
  path: '/api/thing/',
  fields: {
    pk: primaryKey(),
    name: text({ label: 'Name', required: true, maxLength: 9 }),
    kind: constant('x'),
    flag: constant(false),
    secret: text({ detailOnly: true }),
    made: readOnly(date({})),
    extra: computed({
      schema: note,
      omitsEmpty: true,
      encode: ({ extra }) => (extra ? '"e"' : ''),
    }),
    price: money({ nullable: true }),
  },
  list: { defaultOrder: ['things.name'] },
}

test.group('Resources', () => {
  test('are written in the order of their fields, constants included', ({ assert }) => {
    const row = { id: 7, name: 'a "b"\n', secret: 's', made: '2026-01-02', price: 1_500_000 }
    const list = writerFor(resource, { isList: true, expanded: new Set() })
    assert.equal(
      list(row),
      '{"pk":7,"name":"a \\"b\\"\\n","kind":"x","flag":false,"made":"2026-01-02","price":1.5}'
    )
    const one = writerFor(resource, { isList: false, expanded: new Set() })
    assert.equal(
      one({ ...row, extra: true, price: null }),
      '{"pk":7,"name":"a \\"b\\"\\n","kind":"x","flag":false,"secret":"s","made":"2026-01-02","extra":"e","price":null}'
    )
  })

  test('show in OPTIONS only what the actor may do', ({ assert }) => {
    const actor = {
      id: 1,
      username: 'u',
      name: 'u',
      email: '',
      isStaff: false,
      isSuperuser: false,
      rights: new Set(['part.view', 'part.add'] as const),
    }
    const { actions } = optionsOf(resource, {
      methods: ['GET', 'POST', 'PUT'],
      actor,
      isList: true,
    })
    assert.deepEqual(Object.keys(actions), ['GET', 'POST'])
    assert.deepEqual(actions.POST.name, {
      type: 'string',
      required: true,
      read_only: false,
      label: 'Name',
      max_length: 9,
      allow_blank: false,
      allow_null: false,
    })
    assert.isTrue(actions.POST.made.read_only)
  })
})

test.group('Pages', () => {
  test('need a limit that is a number above 0')
    .with([
      [{}, null],
      [{ limit: '0' }, null],
      [{ limit: 'abc' }, null],
      [{ limit: '-5' }, null],
      [{ limit: '25' }, { limit: 25, offset: 0 }],
      [
        { limit: '25', offset: '50' },
        { limit: 25, offset: 50 },
      ],
      [
        { limit: '25', offset: 'x' },
        { limit: 25, offset: 0 },
      ],
    ] as [Record<string, string>, object | null][])
    .run(({ assert }, [query, bounds]) => {
      assert.deepEqual(pageBounds(query), bounds)
    })
})
