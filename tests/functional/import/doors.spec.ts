import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { deflateRawSync } from 'node:zlib'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { dataDirectory } from '#config/database'
import { sendFile, uploadAndCheck } from '#tests/helpers/imports'
import { ownName } from '#tests/helpers/catalog'
import { signedIn, Visitor } from '#tests/helpers/visitor'

function storedFiles(): number {
  const folder = join(dataDirectory, 'imports')
  return existsSync(folder) ? readdirSync(folder).length : 0
}

const KINDS = ['items', 'suppliers', 'locations', 'opening_stock', 'transactions']

test.group('Doors of the import', () => {
  test('lets only those in who may change what is imported', async ({ assert }) => {
    const { visitor: viewer } = await signedIn('viewer')
    const { visitor: manager } = await signedIn('manager')
    const { id } = await sendFile(manager, 'items', { name: 'a.csv', content: 'Name\nx\n' })
    for (const path of ['/imports', '/imports/new', `/imports/${id}`, `/imports/${id}/bad-rows`]) {
      const answer = await viewer.get(path)
      assert.equal(answer.status, 403, path)
    }
    const before = storedFiles()
    for (const kind of KINDS) {
      const answer = await sendFile(viewer, kind, { name: 'a.csv', content: 'Name\nx\n' })
      assert.equal(answer.status, 403, kind)
    }
    for (const deed of ['check', 'start', 'cancel', 'undo', 'delete', 'reading']) {
      const answer = await viewer.post(`/imports/${id}/${deed}`, {})
      assert.equal(answer.status, 403, deed)
    }
    const stranger = await new Visitor().get('/imports')
    assert.equal(stranger.status, 302)
    assert.equal(storedFiles(), before)
  })

  test('writes nothing to the disk without a token, and takes files on no other page', async ({
    assert,
  }) => {
    const { visitor } = await signedIn('manager')
    const before = storedFiles()
    const answer = await sendFile(visitor, 'items', {
      name: 'a.csv',
      content: 'Name\nx\n',
      csrf: false,
    })
    assert.include([302, 403], answer.status)
    assert.equal(answer.id, 0)
    assert.equal(storedFiles(), before)
    const missing = await sendFile(visitor, 'nothing', { name: 'a.csv', content: 'Name\nx\n' })
    assert.equal(missing.status, 404)
  })

  test('says of each wrong file what is wrong, and keeps none of them', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const before = storedFiles()
    const png = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')
    const wrong: [string, string | Uint8Array, RegExp][] = [
      ['picture.csv', png, /picture/],
      ['empty.csv', '', /empty/],
      ['blank.csv', '\n \n\n', /empty/],
      ['headings.csv', 'Name,SKU\n', /headings only/],
      ['twice.csv', 'Name,name\nx,y\n', /Two columns have the heading/],
      ['nul.csv', 'Name,SKU\nx\0y,z\n', /no text file/],
      ['binary.bin', Buffer.from(Array.from({ length: 4000 }, (_, i) => (i * 7919) % 256)), /./],
      [
        'wide.csv',
        `${Array.from({ length: 2000 }, (_, i) => `c${i}`).join()}\n1\n`,
        /more than 200 columns/,
      ],
      ['long.csv', `${'x'.repeat(500)},b\n1,2\n`, /must hold the headings/],
      ['open.csv', `Name,SKU\n"${'never closed,\n'.repeat(20)}`, /never closed|quotation/i],
      ['old.xls', Buffer.from('d0cf11e0a1b11ae1', 'hex'), /old Excel/],
      ['broken.xlsx', Buffer.from('504b030414000000', 'hex'), /damaged/],
      ['other.zip.xlsx', zipOf([['a.txt', Buffer.from('hello')]]), /damaged/],
      ['bomb.xlsx', bomb(), /unpacks to more/],
      ['pdf.csv', '%PDF-1.7 …', /PDF/],
    ]
    for (const [name, content, expected] of wrong) {
      const answer = await sendFile(visitor, 'items', { name, content })
      assert.equal(answer.status, 400, `${name}: ${answer.text.slice(0, 100)}`)
      assert.match(answer.text, expected, name)
    }
    assert.equal(storedFiles(), before)
  })

  test('refuses more than 50 MB before it reads them', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const before = storedFiles()
    const answer = await sendFile(visitor, 'items', {
      name: 'huge.csv',
      content: new Uint8Array(53 * 1024 * 1024),
    }).catch(() => ({ status: 0, text: 'larger than 50 MB' }))
    assert.include([0, 400], answer.status)
    assert.match(answer.text, /larger than 50 MB/)
    assert.equal(storedFiles(), before)
  })

  test('answers rubbish of every kind without a failure', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    let seed = 7
    const random = (below: number) => {
      seed = (seed * 1103515245 + 12345) % 2147483648
      return seed % below
    }
    const pieces = [
      '"',
      ',',
      ';',
      '\n',
      '\r\n',
      '\t',
      'é',
      'Ж',
      '=1+1',
      '1,234',
      '-',
      '0',
      'Name',
      '😀',
      ' ',
      "'",
      '\u{FEFF}',
      '|',
      '31/12/2026',
    ]
    for (let round = 0; round < 40; round++) {
      const text = Array.from(
        { length: 5 + random(200) },
        () => pieces[random(pieces.length)]
      ).join('')
      const content = [
        new TextEncoder().encode(text),
        Buffer.from(text, 'utf16le'),
        Buffer.from(text, 'latin1'),
      ][random(3)]
      const kind = KINDS[random(KINDS.length)]
      const answer = await sendFile(visitor, kind, { name: `r${round}.csv`, content })
      assert.isBelow(answer.status, 500, JSON.stringify(text))
      if (!answer.id) continue
      const required = Object.fromEntries(
        ['name', 'quantity', 'item', 'path'].map((key) => [`column_${key}`, '0'])
      )
      const { counts } = await uploadAndCheck(visitor, kind, {
        content,
        choose: { ...required, decimal: 'point', dates: 'day' },
      })
      const page = await visitor.get(`/imports/${answer.id}/columns`)
      assert.equal(page.status, 200)
      assert.isAtLeast(
        Object.values(counts).reduce((sum, one) => sum + one, 0),
        1
      )
    }
  })

  test('reads every encoding and delimiter, and the values of formulas', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const name = ownName('Ёлка')
    const cyrillic = (text: string) =>
      Buffer.from(
        [...text].map((letter) => {
          const code = letter.codePointAt(0) ?? 0
          if (letter === 'Ё') return 0xa8
          return code >= 0x410 && code <= 0x44f ? code - 0x350 : code
        })
      )
    const files: (string | Uint8Array)[] = [
      `\u{FEFF}Name\tSale price\n${name} 1\t1.5\n`,
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`Name|Sale price\r${name} 2|1.5\r`, 'utf16le'),
      ]),
      cyrillic(`Наименование;Цена\r\n${name} 3;1,5\r\n`),
      sheet([
        ['Name', 'Sale price'],
        [`${name} 4`, { formula: 'SUM(A1)', value: '1.5' }],
      ]),
    ]
    for (const [index, content] of files.entries()) {
      const { id, counts } = await uploadAndCheck(visitor, 'items', { content })
      assert.deepInclude(counts, { new: 1, bad: 0 }, String(index))
      const row = await db.from('import_rows').where('run_id', id).first()
      assert.include(row.cells, `${name} ${index + 1}`)
    }
  })
})

/** A zip file with these entries, deflated. */
function zipOf(entries: [name: string, content: Buffer, claimed?: number][]): Buffer {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content, claimed] of entries) {
    const packed = deflateRawSync(content)
    const head = Buffer.alloc(30)
    head.writeUInt32LE(0x04034b50, 0)
    head.writeUInt16LE(20, 4)
    head.writeUInt16LE(8, 8)
    head.writeUInt32LE(crc(content), 14)
    head.writeUInt32LE(packed.length, 18)
    head.writeUInt32LE(claimed ?? content.length, 22)
    head.writeUInt16LE(name.length, 26)
    const entry = Buffer.alloc(46)
    entry.writeUInt32LE(0x02014b50, 0)
    head.copy(entry, 6, 4, 30)
    entry.writeUInt32LE(offset, 42)
    parts.push(head, Buffer.from(name), packed)
    directory.push(entry, Buffer.from(name))
    offset += 30 + name.length + packed.length
  }
  const size = directory.reduce((sum, one) => sum + one.length, 0)
  const end = Buffer.alloc(22)
  end.writeUInt32LE(0x06054b50, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(size, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...parts, ...directory, end])
}

function crc(content: Buffer): number {
  let value = 0xffffffff
  for (const byte of content) {
    value ^= byte
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1
  }
  return (value ^ 0xffffffff) >>> 0
}

function bomb(): Buffer {
  return zipOf([['xl/workbook.xml', Buffer.alloc(1_000_000), 2_000_000_000]])
}

type Cell = string | { formula: string; value: string }

function sheet(rows: Cell[][]): Buffer {
  const cells = rows.map((row) => `<row>${row.map(cellXml).join('')}</row>`).join('')
  return zipOf([
    [
      'xl/workbook.xml',
      Buffer.from(
        '<workbook xmlns:r="r"><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>'
      ),
    ],
    [
      'xl/_rels/workbook.xml.rels',
      Buffer.from(
        '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>'
      ),
    ],
    [
      'xl/worksheets/sheet1.xml',
      Buffer.from(`<worksheet><sheetData>${cells}</sheetData></worksheet>`),
    ],
  ])
}

function cellXml(cell: Cell): string {
  if (typeof cell === 'string') return `<c t="inlineStr"><is><t>${cell}</t></is></c>`
  return `<c><f>${cell.formula}</f><v>${cell.value}</v></c>`
}
