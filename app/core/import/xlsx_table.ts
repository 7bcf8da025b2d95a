import { posix } from 'node:path'
import { t } from '#core/i18n'
import type { TableLine } from '#core/import/csv_table'
import { LONGEST_CELL, MOST_COLUMNS, unusableFile } from '#core/import/faults'
import { damaged, XlsxArchive } from '#core/import/xlsx_archive'
import { dateText, isDateFormat, numberText } from '#core/import/xlsx_numbers'

const MOST_SHARED_CHARACTERS = 80_000_000

interface Sheet {
  name: string
  part: string
}

interface Workbook {
  sheets: Sheet[]
  isFrom1904: boolean
  strings: string[]
  /** By style: whether it shows a date. */
  dateStyles: boolean[]
}

export async function xlsxSheets(path: string): Promise<string[]> {
  const archive = await XlsxArchive.open(path)
  try {
    const { sheets } = await readSheets(archive)
    return sheets.map(({ name }) => name)
  } finally {
    archive.close()
  }
}

/** The lines of a sheet, blank ones left out. Of a formula the value it had when it was saved is taken. */
export async function* xlsxLines(path: string, sheet: number): AsyncGenerator<TableLine> {
  const archive = await XlsxArchive.open(path)
  try {
    const workbook = await readWorkbook(archive)
    const chosen = workbook.sheets[sheet]
    if (!chosen) throw damaged()
    const reader = new SheetReader(workbook)
    for await (const pause of archive.read(chosen.part, reader)) {
      void pause
      yield* reader.take()
    }
    yield* reader.take()
  } finally {
    archive.close()
  }
}

async function readWorkbook(archive: XlsxArchive): Promise<Workbook> {
  const { sheets, isFrom1904 } = await readSheets(archive)
  const strings = await readStrings(archive)
  return { sheets, isFrom1904, strings, dateStyles: await readStyles(archive) }
}

async function readSheets(archive: XlsxArchive) {
  const targets = new Map<string, string>()
  await archive.readAll('xl/_rels/workbook.xml.rels', {
    open: (name, { Id, Target }) => {
      if (name === 'Relationship' && Id && Target) targets.set(Id, Target)
    },
  })
  const sheets: Sheet[] = []
  let isFrom1904 = false
  await archive.readAll('xl/workbook.xml', {
    open: (name, attributes) => {
      if (name === 'workbookPr') isFrom1904 = /^(1|true)$/.test(attributes.date1904 ?? '')
      const part = name === 'sheet' ? partOf(targets.get(attributes['r:id'])) : ''
      if (archive.has(part)) sheets.push({ name: attributes.name ?? '', part })
    },
  })
  if (sheets.length === 0) throw damaged()
  return { sheets, isFrom1904 }
}

function partOf(target = ''): string {
  return target.startsWith('/') ? target.slice(1) : posix.join('xl', target)
}

async function readStrings(archive: XlsxArchive): Promise<string[]> {
  const strings: string[] = []
  let text = ''
  let isText = false
  let isPhonetic = false
  let total = 0
  await archive.readAll('xl/sharedStrings.xml', {
    open: (name) => {
      if (name === 'si') text = ''
      if (name === 'rPh') isPhonetic = true
      isText = name === 't' && !isPhonetic
    },
    text: (piece) => {
      if (isText) text += piece
    },
    close: (name) => {
      if (name === 't') isText = false
      if (name === 'rPh') isPhonetic = false
      if (name !== 'si') return
      total += text.length
      if (total > MOST_SHARED_CHARACTERS) throw damaged()
      strings.push(text)
    },
  })
  return strings
}

async function readStyles(archive: XlsxArchive): Promise<boolean[]> {
  const formats = new Map<number, string>()
  const dateStyles: boolean[] = []
  let isInCells = false
  await archive.readAll('xl/styles.xml', {
    open: (name, { numFmtId, formatCode }) => {
      if (name === 'numFmt') formats.set(Number(numFmtId), formatCode ?? '')
      if (name === 'cellXfs') isInCells = true
      if (name !== 'xf' || !isInCells) return
      const id = Number(numFmtId ?? 0)
      dateStyles.push(isDateFormat(id, formats.get(id)))
    },
    close: (name) => {
      if (name === 'cellXfs') isInCells = false
    },
  })
  return dateStyles
}

/** Puts the cells of a sheet together, row by row, while its XML goes by. */
class SheetReader {
  #lines: TableLine[] = []
  #line = 0
  #cells: string[] = []
  #column = 0
  #type = ''
  #style = 0
  #text = ''
  #isValue = false

  constructor(private workbook: Workbook) {}

  take(): TableLine[] {
    const lines = this.#lines
    this.#lines = []
    return lines
  }

  open(name: string, attributes: Record<string, string>): void {
    if (name === 'row') this.#beginRow(attributes.r)
    else if (name === 'c') this.#beginCell(attributes)
    else this.#isValue = name === 'v' || name === 't'
  }

  text(piece: string): void {
    if (!this.#isValue) return
    this.#text += piece
    if (this.#text.length > LONGEST_CELL) {
      throw unusableFile(t('A cell in row {row} holds too long a text.', { row: this.#line }))
    }
  }

  close(name: string): void {
    if (name === 'v' || name === 't') this.#isValue = false
    else if (name === 'c') this.#endCell()
    else if (name === 'row' && this.#cells.some(Boolean)) {
      this.#lines.push({ line: this.#line, cells: this.#cells })
    }
  }

  #beginRow(place: string | undefined): void {
    this.#line = place ? Number(place) : this.#line + 1
    this.#cells = []
    this.#column = 0
  }

  #beginCell({ r: place, t: type = 'n', s: style = '0' }: Record<string, string>): void {
    if (place) this.#column = columnOf(place)
    this.#type = type
    this.#style = Number(style)
    this.#text = ''
  }

  #endCell(): void {
    const value = this.#value()
    if (value !== '' && this.#column >= MOST_COLUMNS) throw tooManyColumns()
    if (value !== '') {
      while (this.#cells.length < this.#column) this.#cells.push('')
      this.#cells[this.#column] = value
    }
    this.#column++
  }

  #value(): string {
    const text = this.#text.trim()
    if (text === '') return ''
    if (this.#type === 's') return (this.workbook.strings[Number(text)] ?? '').trim()
    if (this.#type === 'b') return text === '1' ? 'yes' : 'no'
    return this.#type === 'n' ? this.#number(text) : text
  }

  #number(text: string): string {
    const isDate = this.workbook.dateStyles[this.#style]
    return (isDate && dateText(text, this.workbook.isFrom1904)) || numberText(text)
  }
}

/** 0 for "A1", 27 for "AB7". */
function columnOf(place: string): number {
  let column = 0
  for (const letter of place.replace(/\d+$/, '').toUpperCase()) {
    column = column * 26 + (letter.codePointAt(0) ?? 65) - 64
  }
  return column - 1
}

export function tooManyColumns() {
  return unusableFile(
    t('This table has more than {count, number} columns. Leave out those that are not needed.', {
      count: MOST_COLUMNS,
    })
  )
}
