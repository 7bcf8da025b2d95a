import { join } from 'node:path'
import { reader } from '#core/replicas'
import { today } from '#core/time'
import { toScaled } from '#core/decimal'
import { calendar } from '#insights/bi/calendar'
import { DIM_DATE, DIM_LOCATION, DIM_PART, DIM_SUPPLIER } from '#insights/bi/dimensions'
import { FACT_MOVEMENT, FACT_STOCK_DAILY, toFact } from '#insights/bi/facts'
import type { BiFile } from '#insights/bi/manifest'
import { ParquetFiles } from '#insights/bi/parquet_files'
import { filePath, type BiTable } from '#insights/bi/table'
import { readLocations, readParts, readSuppliers } from '#insights/queries/read_bi_dimensions'
import {
  readMovements,
  readStockDays,
  type LedgerMonth,
  type StockDayRow,
} from '#insights/queries/read_bi_facts'

/** A file that lies in the folder where files wait for their publication. */
export interface StagedFile extends BiFile {
  staged: string
}

export interface StarFilesOptions {
  stage: string
  through: number
  /** How many postings there are to go through, for the progress. */
  postings: number
  progress(percent: number, message: string): void
  breathe(): Promise<void>
}

const ALMOST_DONE = 90

/** Writes the files of the star schema into a folder. */
export class StarFiles {
  static readonly FACTS = 2
  #files = new ParquetFiles()
  #done = 0

  constructor(private options: StarFilesOptions) {}

  /** Both facts of each month. */
  async facts(months: readonly LedgerMonth[]): Promise<StagedFile[]> {
    const client = reader()
    const written: StagedFile[] = []
    for (const month of months) {
      const part = { days: month.days, through: this.options.through }
      const movements = map(readMovements(client, part), (rows) => rows.map(toFact))
      written.push(await this.#write(FACT_MOVEMENT, movements, month))
      const days = map(readStockDays(client, part), (rows) => rows.filter(hasChanged))
      written.push(await this.#write(FACT_STOCK_DAILY, days, month))
      this.#done += month.postings
    }
    return written
  }

  /** The dimensions, read after the facts, so that each fact finds its rows in them. */
  async dimensions(firstDay: string): Promise<StagedFile[]> {
    const client = reader()
    return [
      await this.#write(DIM_PART, readParts(client)),
      await this.#write(DIM_LOCATION, readLocations(client)),
      await this.#write(DIM_SUPPLIER, readSuppliers(client)),
      await this.#write(DIM_DATE, calendar(firstDay, today())),
    ]
  }

  async close(): Promise<void> {
    await this.#files.close()
  }

  async #write<Row>(
    table: BiTable<Row>,
    pieces: AsyncIterable<Row[]>,
    ledger?: LedgerMonth
  ): Promise<StagedFile> {
    const path = filePath(table, ledger?.month)
    const staged = join(this.options.stage, path.replaceAll('/', '-'))
    const file = await this.#files.write(staged, table, this.#watch(path, pieces))
    const { month, postings } = ledger ?? {}
    return { table: table.name, path, month, postings, ...file, staged }
  }

  /** Tells how far the export is, and lets others have their turn. */
  async *#watch<Row>(path: string, pieces: AsyncIterable<Row[]>): AsyncGenerator<Row[]> {
    const { postings, progress, breathe } = this.options
    const percent = postings === 0 ? ALMOST_DONE : (this.#done * ALMOST_DONE) / postings
    progress(percent, `Writing ${path}`)
    for await (const rows of pieces) {
      await breathe()
      if (rows.length > 0) yield rows
    }
  }
}

async function* map<From, To>(
  pieces: AsyncIterable<From>,
  change: (piece: From) => To
): AsyncGenerator<To> {
  for await (const piece of pieces) yield change(piece)
}

/** What came and went on the same day is no change. */
function hasChanged({ quantity, value }: StockDayRow): boolean {
  return toScaled(quantity) !== 0n || toScaled(value) !== 0n
}
