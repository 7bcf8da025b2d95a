import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows } from '#core/sql'
import type { ExportedRow } from '#insights/mapreduce/transaction_line'
import { daysOfMonth } from '#insights/projections/figures'
import { listFigureMonths } from '#insights/queries/read_ledger_figures'

/** What tells the postings of a day from those of a moment before: none is ever changed or taken away. */
export interface DayMark {
  day: string
  rows: number
  /** The sum of their ids. */
  ids: bigint
}

const ROWS_A_READ = 1_000

/** The postings of a day, by id, a thousand at a time. */
export async function* readExportedRows(
  client: QueryClientContract,
  day: string
): AsyncGenerator<ExportedRow[]> {
  let after = 0
  for (;;) {
    const rows = await selectRows<ExportedRow>(
      client,
      `SELECT p.id, p.part_id, n.name, p.kind, COALESCE(r.kind, p.kind) AS counts_as, p.quantity,
              p.unit_price, p.value, p.amount, p.day, p.occurred_at, p.recorded_at
         FROM stock_postings p
         JOIN parts n ON n.id = p.part_id
         LEFT JOIN stock_postings r ON r.id = p.reverses_id
        WHERE p.day = ? AND p.id > ?
        ORDER BY p.id LIMIT ${ROWS_A_READ}`,
      [day, after]
    )
    if (rows.length > 0) yield rows
    if (rows.length < ROWS_A_READ) return
    after = rows[rows.length - 1].id
  }
}

/** The mark of every day that has postings, in order; an index alone is read. */
export async function* readDayMarks(client: QueryClientContract): AsyncGenerator<DayMark> {
  for (const month of await listFigureMonths(client)) {
    const rows = await selectRows<{ day: string; rows: number; ids: string }>(
      client,
      `SELECT day, COUNT(*) AS \`rows\`, CAST(SUM(id) AS CHAR) AS ids FROM stock_postings
        WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day`,
      daysOfMonth(month)
    )
    for (const row of rows)
      yield { day: row.day, rows: Number(row.rows), ids: BigInt(row.ids.split('.')[0]) }
  }
}

/** The days on which these items moved. */
export async function readDaysOfItems(
  client: QueryClientContract,
  partIds: readonly number[]
): Promise<string[]> {
  const rows = await selectRows<{ day: string }>(
    client,
    `SELECT DISTINCT day FROM stock_postings WHERE part_id IN (${placeholders(partIds.length)})`,
    partIds
  )
  return rows.map(({ day }) => day)
}

export interface ItemName {
  id: number
  name: string
}

/** The name of every item, by id, a thousand at a time. */
export async function* readItemNames(client: QueryClientContract): AsyncGenerator<ItemName> {
  let after = 0
  for (;;) {
    const rows = await selectRows<ItemName>(
      client,
      `SELECT id, name FROM parts WHERE id > ? ORDER BY id LIMIT ${ROWS_A_READ}`,
      [after]
    )
    yield* rows
    if (rows.length < ROWS_A_READ) return
    after = rows[rows.length - 1].id
  }
}

/** What tells this ledger from another one with the same ids; empty while there is no posting. */
export async function readLedgerMark(client: QueryClientContract): Promise<string> {
  const [first] = await selectRows<{ id: number; part_id: number; recorded_at: string }>(
    client,
    'SELECT id, part_id, recorded_at FROM stock_postings ORDER BY id LIMIT 1'
  )
  return first ? `${first.id} ${first.part_id} ${first.recorded_at}` : ''
}
