import { createHash } from 'node:crypto'
import { closeSync, openSync, writeSync } from 'node:fs'
import { ByteWriter, ParquetWriter } from 'hyparquet-writer'
import { parquetSchema } from '#insights/bi/parquet_schema'
import type { Cell, ColumnShape } from '#insights/bi/table'

/** Large enough to be read quickly, small enough to be held in memory. */
const ROWS_A_GROUP = 20_000

export interface WrittenFile {
  rows: number
  bytes: number
  sha256: string
}

/** A Parquet file under way: holds one row group in memory. For a thread of its own: it blocks. */
export class ParquetFile {
  #output: FileOutput
  #writer: ParquetWriter
  #cells: Cell[][]
  #rows = 0

  constructor(
    path: string,
    private columns: readonly ColumnShape[]
  ) {
    this.#output = new FileOutput(path)
    this.#writer = new ParquetWriter({
      writer: this.#output,
      schema: parquetSchema(columns),
      createdBy: 'bincard',
    })
    this.#cells = columns.map(() => [])
  }

  /** Adds rows, given column by column. */
  add(cells: readonly Cell[][]): void {
    cells.forEach((column, index) => {
      for (const cell of column) this.#cells[index].push(cell)
    })
    if (this.#cells[0].length >= ROWS_A_GROUP) this.#writeGroup()
  }

  finish(): WrittenFile {
    // A file without a row still tells its columns.
    if (this.#cells[0].length > 0) this.#writeGroup()
    void this.#writer.finish()
    return { rows: this.#rows, bytes: this.#output.offset, sha256: this.#output.sha256 }
  }

  #writeGroup(): void {
    const rows = this.#cells[0].length
    const columnData = this.columns.map(({ name }, index) => ({ name, data: this.#cells[index] }))
    void this.#writer.write({ columnData, rowGroupSize: rows })
    this.#rows += rows
    this.#cells = this.columns.map(() => [])
  }
}

/** Collects bytes, and writes them away after each row group. */
class FileOutput extends ByteWriter {
  sha256 = ''
  #hash = createHash('sha256')
  #file: number

  constructor(path: string) {
    super()
    this.#file = openSync(path, 'w')
  }

  flush(): void {
    const bytes = this.getBytes()
    this.#hash.update(bytes)
    for (let written = 0; written < bytes.length;) written += writeSync(this.#file, bytes, written)
    this.index = 0
  }

  override finish(): void {
    this.flush()
    closeSync(this.#file)
    this.sha256 = this.#hash.digest('hex')
  }
}
