import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { reader } from '#core/replicas'
import { selectRows, type Binding } from '#core/sql'
import type { Kind } from '#stock/ledger/kinds'
import { listItemMovements, type BinCardLine } from '#stock/queries/list_item_movements'
import { readTransactionRows } from '#stock/queries/transaction_rows'

const LINES_A_PIECE = 200

interface Change {
  id: number
  occurred_at: string
  change: unknown
}

interface Card {
  partId: number
  locationId?: number
  /** Only lines of these kinds; the running balance counts all of them. */
  kinds?: readonly Kind[]
  /** Only what had happened by this moment of the database. */
  until?: string
}

/** All lines of a bin card, newest first, read piece by piece while others use the database. */
export async function* walkItemMovements(
  card: Card,
  client: QueryClientContract = reader()
): AsyncGenerator<BinCardLine> {
  let { balance } = await listItemMovements(card.partId, { ...card, linesAPage: 1 }, client)
  let last: Change | undefined
  for (;;) {
    const changes = await readChanges(client, card, last)
    const rows = await readTransactionRows(
      client,
      changes.map(({ id }) => Number(id))
    )
    for (const [index, row] of rows.entries()) {
      const change = toScaled(changes[index].change)
      if (!card.kinds || card.kinds.includes(row.kind)) yield { ...row, change, balance }
      balance -= change
    }
    last = changes.at(-1)
    if (changes.length < LINES_A_PIECE) return
    await setImmediate()
  }
}

/** How many lines a bin card has, counted no further than `limit`. */
export async function countItemMovements(
  card: Card,
  limit: number,
  client: QueryClientContract = reader()
): Promise<number> {
  const { from, bindings, id } = sourceOf(card)
  const [row] = await selectRows<{ total: number }>(
    client,
    `SELECT COUNT(*) AS total FROM (SELECT ${id} ${from} GROUP BY ${id} LIMIT ?) counted`,
    [...bindings, limit]
  )
  return Number(row.total)
}

/** Everywhere the postings themselves tell the change; at one place their movements there do. */
function sourceOf(card: Card): { from: string; bindings: Binding[]; id: string } {
  const { partId, locationId, until } = card
  const upTo = until === undefined ? '' : ' AND occurred_at <= ?'
  const moment = until === undefined ? [] : [until]
  return locationId === undefined
    ? {
        from: `FROM stock_postings WHERE part_id = ?${upTo}`,
        bindings: [partId, ...moment],
        id: 'id',
      }
    : {
        from: `FROM stock_movements WHERE part_id = ? AND location_id = ?${upTo}`,
        bindings: [partId, locationId, ...moment],
        id: 'posting_id',
      }
}

function readChanges(
  client: QueryClientContract,
  card: Card,
  last: Change | undefined
): Promise<Change[]> {
  const { from, bindings, id } = sourceOf(card)
  const behind = last ? `AND occurred_at <= ? AND (occurred_at < ? OR ${id} < ?)` : ''
  const place = last ? [last.occurred_at, last.occurred_at, last.id] : []
  return selectRows<Change>(
    client,
    `SELECT ${id} AS id, occurred_at, CAST(SUM(quantity) AS CHAR) AS \`change\` ${from} ${behind}
     GROUP BY occurred_at, ${id} ORDER BY occurred_at DESC, ${id} DESC LIMIT ?`,
    [...bindings, ...place, LINES_A_PIECE]
  )
}
