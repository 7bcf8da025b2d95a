import { spawn } from 'node:child_process'
import { test } from '@japa/runner'
import { escapeField, unescapeField } from '#insights/mapreduce/fields'
import { formatAmount, HEADER, parseAmount, RESULT_HEADER } from '#insights/mapreduce/format'
import { toTransactionLine } from '#insights/mapreduce/transaction_line'

const SCRIPT = new URL('../../../app/insights/mapreduce/sales_by_item.mjs', import.meta.url)
  .pathname

/** Runs a step as Hadoop does: a process, lines in, lines out. */
function run(step: string, input: string): Promise<{ code: number | null; lines: string[] }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SCRIPT, step], { stdio: ['pipe', 'pipe', 'ignore'] })
    let output = ''
    child.stdout.setEncoding('utf8').on('data', (piece) => (output += piece))
    child.once('error', reject)
    child.once('close', (code) => resolve({ code, lines: output.split('\n').slice(0, -1) }))
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
  })
}

let id = 0

function line(part: number, name: string, changes: Record<string, unknown> = {}): string {
  const MILLION = 1_000_000
  const { amount = 100, value = -80, ...rest } = changes
  return toTransactionLine({
    ...{ id: ++id, part_id: part, name, kind: 'sale', counts_as: 'sale' },
    ...{ quantity: -100_000, unit_price: 100 * MILLION },
    ...{ amount: Number(amount) * MILLION, value: Number(value) * MILLION },
    ...{ day: '2026-11-01', occurred_at: '2026-11-01 12:00:00.000' },
    ...{ recorded_at: '2026-11-01 12:00:01.000', ...rest },
  })
}

async function analyse(lines: string[]): Promise<string[]> {
  const mapped = await run('map', `${[HEADER, ...lines].join('\n')}\n`)
  const halves = [mapped.lines.slice(0, 2), mapped.lines.slice(2)]
  const combined = await Promise.all(halves.map((half) => run('combine', `${half.join('\n')}\n`)))
  const all = combined.flatMap((half) => half.lines.filter(Boolean))
  return (await run('reduce', `${all.join('\n')}\n`)).lines
}

test.group('Sales by item, as MapReduce', () => {
  test('gives the sample to the letter', async ({ assert }) => {
    const result = await analyse([
      line(3, 'Scanner', { amount: 350, value: -300 }),
      line(1, 'Laptop', { amount: 600, value: -480 }),
      line(1, 'Laptop', { amount: 300, value: -240 }),
      line(2, 'Printer', { amount: 300, value: -240 }),
      line(3, 'Scanner', { amount: 350, value: -300 }),
      line(2, 'Printer', { kind: 'receive', counts_as: 'receive', amount: 240, value: 240 }),
    ])

    assert.deepEqual(result, [
      'item\ttotal\tprofit',
      'Laptop\t900.0\t180.0',
      'Printer\t300.0\t60.0',
      'Scanner\t700.0\t100.0',
    ])
  })

  test('keeps names of any script, with tabs, quotes and ends of lines', async ({ assert }) => {
    const names = [
      ...[
        'Tab\there',
        'Line\nbreak',
        'Back\\slash',
        'Back\\tslash',
        'CR\rLF\r\n',
        '"Quoted", \'so\'',
      ],
      ...[
        'Мышь',
        '键盘',
        'كتاب',
        'Ноутбук ASUS',
        'Émile',
        '𝄞 clef',
        '\u2028line',
        '\u{FEFF}mark',
        'item',
      ],
    ]
    const result = await analyse(names.map((name, index) => line(index + 1, name)))

    assert.equal(result.length, names.length + 1)
    const found = result.slice(1).map((one) => unescapeField(one.split('\t')[0]))
    assert.sameMembers(found, names)
    const bytes = result.slice(1).map((one) => Buffer.from(one.split('\t')[0]))
    assert.deepEqual(bytes, bytes.toSorted(Buffer.compare))
    for (const name of names) assert.notMatch(escapeField(name), /[\t\n\r]/)
  })

  test('keeps two items of one name apart', async ({ assert }) => {
    const result = await analyse([line(9, 'Twin', { amount: 1, value: 0 }), line(10, 'Twin')])

    assert.deepEqual(result.slice(1), ['Twin\t1.0\t1.0', 'Twin\t100.0\t20.0'])
  })

  test('takes the newest name of an item, and reversals and returns off', async ({ assert }) => {
    const result = await analyse([
      line(1, 'Old name'),
      line(1, 'New name'),
      line(1, 'New name', { kind: 'reversal', amount: -100, value: 80 }),
      line(1, 'New name', { kind: 'return_in', counts_as: 'return_in', amount: 30, value: 24 }),
    ])

    assert.deepEqual(result, [RESULT_HEADER, 'New name\t70.0\t14.0'])
  })

  test('adds exactly what no float could', async ({ assert }) => {
    assert.equal(formatAmount(parseAmount('0.1') + parseAmount('0.2')), '0.3')
    assert.equal(formatAmount(parseAmount('90071992547409931.000001')), '90071992547409931.000001')
    assert.equal(formatAmount(parseAmount('-0.500000')), '-0.5')
    assert.equal(formatAmount(0n), '0.0')
  })

  test('fails on a line that is none of ours', async ({ assert }) => {
    const { code } = await run('map', 'a\tb\n')

    assert.notEqual(code, 0)
  })
})
