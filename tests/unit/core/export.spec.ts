import { test } from '@japa/runner'
import { strFromU8, unzipSync } from 'fflate'
import { csvFile } from '#core/export/csv_file'
import { attachmentNamed, safeFileName } from '#core/export/formats'
import { chosenColumns, type ExportColumn } from '#core/export/table_export'
import { columnName } from '#core/export/xlsx_cells'
import { xlsxFile } from '#core/export/xlsx_file'

interface Example {
  name: string | null
  quantity: bigint
  price: bigint | null
  day: string | null
  at: string | null
}

const COLUMNS: ExportColumn<Example>[] = [
  { key: 'name', heading: 'Name', type: 'text', valueOf: (row) => row.name },
  { key: 'quantity', heading: 'Quantity', type: 'quantity', valueOf: (row) => row.quantity },
  { key: 'price', heading: 'Price', type: 'money', valueOf: (row) => row.price },
  { key: 'day', heading: 'Expires', type: 'day', valueOf: (row) => row.day },
  { key: 'at', heading: 'Date', type: 'moment', valueOf: (row) => row.at },
]
const PLAIN: Example = { name: 'Tea', quantity: 0n, price: null, day: null, at: null }

async function* each(rows: Example[]) {
  yield* rows
}

async function csvOf(rows: Example[]): Promise<string[]> {
  let text = ''
  for await (const piece of csvFile(COLUMNS, each(rows))) text += piece
  return text.split('\r\n')
}

/** The parts of the workbook, unpacked. */
async function partsOf(rows: Example[]): Promise<Record<string, string>> {
  const pieces: Uint8Array[] = []
  const file = xlsxFile({ title: 'a/b: items', columns: COLUMNS, rows: each(rows) })
  for await (const piece of file) pieces.push(piece)
  const parts = unzipSync(Buffer.concat(pieces))
  return Object.fromEntries(Object.entries(parts).map(([name, bytes]) => [name, strFromU8(bytes)]))
}

async function sheetOf(rows: Example[]): Promise<string> {
  const parts = await partsOf(rows)
  return parts['xl/worksheets/sheet1.xml']
}

test.group('Exported tables', () => {
  test('are CSV with plain numbers, local times and nothing that a spreadsheet would run', async ({
    assert,
  }) => {
    const lines = await csvOf([
      {
        name: 'Tea, "green"\nloose',
        quantity: 1250000n,
        price: 480000000n,
        day: '2026-11-22',
        at: '2026-11-22 09:05:00.000',
      },
      { ...PLAIN, name: '=1+1' },
      { ...PLAIN, name: '-5' },
    ])

    assert.equal(lines[0], '\uFEFFName,Quantity,Price,Expires,Date')
    assert.match(lines[1], /^"Tea, ""green""\nloose",12\.5,480\.00,2026-11-22,2026-11-22 \d\d:05$/)
    assert.equal(lines[2], `'=1+1,0,,,`)
    assert.equal(lines[3], '-5,0,,,')
  })

  test('are XLSX with numbers as numbers, to the last digit, and all else as text', async ({
    assert,
  }) => {
    const sheet = await sheetOf([
      {
        name: '=HYPERLINK("x") <&> \u0007',
        quantity: 1250000n,
        price: 480000001n,
        day: '2026-11-22',
        at: '2026-11-22 09:05:00.000',
      },
      { ...PLAIN, name: '+49 30', quantity: 9007199254740991n, price: -1n },
      { ...PLAIN, name: 'two\nlines', day: 'no day' },
    ])
    const text = (place: string, content: string) =>
      `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${content}</t></is></c>`

    assert.include(sheet, text('A2', '=HYPERLINK(&quot;x&quot;) &lt;&amp;&gt; '))
    assert.include(sheet, '<c r="B2"><v>12.5</v></c><c r="C2"><v>480.000001</v></c>')
    assert.include(sheet, '<c r="D2" s="2"><v>46348</v></c>')
    assert.match(sheet, /<c r="E2" s="3"><v>46348\.\d+<\/v><\/c>/)
    // 16 digits: as a number the last of them would be lost.
    assert.include(sheet, text('A3', '\u002B49 30') + text('B3', '90071992547.40991'))
    assert.include(sheet, '<c r="C3"><v>-0.000001</v></c>')
    assert.include(sheet, text('A4', 'two\nlines'))
    assert.include(sheet, text('D4', 'no day'))
    assert.notInclude(sheet, '<f>')
  })

  test('are XLSX with the headings bold and in view, and a filter over all of it', async ({
    assert,
  }) => {
    const rows = Array.from({ length: 450 }, (_, index) => ({ ...PLAIN, quantity: BigInt(index) }))
    const parts = await partsOf(rows)
    const sheet = parts['xl/worksheets/sheet1.xml']

    assert.include(parts['xl/workbook.xml'], '<sheet name="a b  items"')
    assert.include(sheet, 'ySplit="1"')
    assert.include(sheet, 'state="frozen"')
    assert.include(sheet, '<c r="A1" s="1" t="inlineStr">')
    assert.match(parts['xl/styles.xml'], /<fonts count="2"><font>.*?<\/font><font><b\/>/)
    assert.lengthOf(sheet.match(/<row /g) ?? [], 451)
    assert.include(sheet, '</sheetData><autoFilter ref="A1:E451"/></worksheet>')
  })

  test('have the columns that were asked for, in that order', ({ assert }) => {
    const keys = (asked: string[]) => chosenColumns(COLUMNS, asked).map(({ key }) => key)
    assert.deepEqual(keys(['price', 'name', 'price', 'nonsense']), ['price', 'name'])
    assert.deepEqual(keys(['nonsense']), ['name', 'quantity', 'price', 'day', 'at'])
  })

  test('have columns named as spreadsheets do', ({ assert }) => {
    assert.deepEqual([0, 25, 26, 701, 702].map(columnName), ['A', 'Z', 'AA', 'ZZ', 'AAA'])
  })
})

test.group('Names of files', () => {
  test('are safe, and sent so that every browser reads them', ({ assert }) => {
    assert.equal(safeFileName('lots-Чай "зелёный" / 5\r\n..-2026'), 'lots-Чай-зелёный-5-..-2026')
    assert.equal(safeFileName('../../etc/passwd'), 'etc-passwd')
    assert.equal(safeFileName('///'), 'export')
    assert.equal(
      attachmentNamed('thé.csv'),
      `attachment; filename="the.csv"; filename*=UTF-8''th%C3%A9.csv`
    )
  })
})
