import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'

const POSTINGS_A_PIECE = 1_000

/** Some days of the ledger, up to a posting: what comes meanwhile belongs to the next export. */
export interface LedgerPart {
  days: readonly string[]
  /** The id of the newest posting that counts. */
  through: number
}

export interface MovementRow {
  id: number
  posting_id: number
  reverses_id: number | null
  day: string
  occurred_at: string
  recorded_at: string
  kind: string
  counts_as: string
  part_id: number
  location_id: number
  stock_item_id: number
  quantity: unknown
  unit_cost: unknown
  value: unknown
  amount: unknown
}

/** Every movement of some days, in the order of the ledger; reads a thousand postings at a time. */
export async function* readMovements(
  client: QueryClientContract,
  { days, through }: LedgerPart
): AsyncGenerator<MovementRow[]> {
  for (const day of days) {
    for (let after = 0; ;) {
      const last = await lastOfPiece(client, { day, after, through })
      if (last === null) break
      yield await movementsBetween(client, { day, after, last })
      after = last
    }
  }
}

async function lastOfPiece(
  client: QueryClientContract,
  { day, after, through }: { day: string; after: number; through: number }
): Promise<number | null> {
  const [row] = await selectRows<{ last: number | null }>(
    client,
    `SELECT MAX(id) AS last FROM (
       SELECT id FROM stock_postings WHERE day = ? AND id > ? AND id <= ? ORDER BY id LIMIT ${POSTINGS_A_PIECE}
     ) piece`,
    [day, after, through]
  )
  return row.last === null ? null : Number(row.last)
}

function movementsBetween(
  client: QueryClientContract,
  { day, after, last }: { day: string; after: number; last: number }
): Promise<MovementRow[]> {
  return selectRows<MovementRow>(
    client,
    `SELECT m.id, m.posting_id, p.reverses_id, p.day, p.occurred_at, p.recorded_at, p.kind,
            COALESCE(r.kind, p.kind) AS counts_as, m.part_id, COALESCE(m.location_id, 0) AS location_id,
            m.stock_item_id, m.quantity, m.unit_cost, m.value, m.amount
       FROM stock_postings p
       JOIN stock_movements m ON m.posting_id = p.id
       LEFT JOIN stock_postings r ON r.id = p.reverses_id
      WHERE p.day = ? AND p.id > ? AND p.id <= ?
      ORDER BY p.id, m.id`,
    [day, after, last]
  )
}

export interface StockDayRow {
  day: string
  part_id: number
  location_id: number
  quantity: unknown
  value: unknown
}

/** By how much the stock of each item at each place changed on each of some days. */
export async function* readStockDays(
  client: QueryClientContract,
  { days, through }: LedgerPart
): AsyncGenerator<StockDayRow[]> {
  for (const day of days) {
    yield await selectRows<StockDayRow>(
      client,
      `SELECT p.day, m.part_id, COALESCE(m.location_id, 0) AS location_id,
              CAST(SUM(m.quantity) AS CHAR) AS quantity, CAST(SUM(m.value) AS CHAR) AS value
         FROM stock_postings p
         JOIN stock_movements m ON m.posting_id = p.id
        WHERE p.day = ? AND p.id <= ?
        GROUP BY p.day, m.part_id, COALESCE(m.location_id, 0)
        ORDER BY m.part_id, location_id`,
      [day, through]
    )
  }
}

/** The id of the newest posting; 0 when there is none. */
export async function newestPosting(client: QueryClientContract): Promise<number> {
  const [row] = await selectRows<{ newest: number | null }>(
    client,
    'SELECT MAX(id) AS newest FROM stock_postings'
  )
  return Number(row.newest ?? 0)
}

export interface LedgerMonth {
  /** YYYY-MM. */
  month: string
  days: string[]
  /** The ledger is append-only: a month changed if and only if it has more postings than before. */
  postings: number
}

/** The months that the ledger knows, the oldest first, each with its days and how much is booked in it. */
export async function readLedgerMonths(
  client: QueryClientContract,
  through: number
): Promise<LedgerMonth[]> {
  const rows = await selectRows<{ day: string; postings: number }>(
    client,
    'SELECT day, COUNT(*) AS postings FROM stock_postings WHERE id <= ? GROUP BY day ORDER BY day',
    [through]
  )
  const months = new Map<string, LedgerMonth>()
  for (const { day, postings } of rows) {
    const month = day.slice(0, 7)
    const known = months.get(month) ?? { month, days: [], postings: 0 }
    known.days.push(day)
    known.postings += Number(postings)
    months.set(month, known)
  }
  return [...months.values()]
}
