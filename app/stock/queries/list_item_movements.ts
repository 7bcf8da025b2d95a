import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { selectRows, type Binding } from '#core/sql'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

export const MOVEMENTS_A_PAGE = 25

/** A line of the bin card: a posting, what it changed here, and what lay here after it. */
export interface BinCardLine extends TransactionRow {
  change: bigint
  balance: bigint
}

export interface BinCard {
  lines: BinCardLine[]
  page: number
  hasNext: boolean
}

interface ChangeRow {
  id: number
  change: unknown
}

/** What moved of an item, everywhere or at one location: newest first, with the running balance. */
export async function listItemMovements(
  partId: number,
  { page = 1, locationId }: { page?: number; locationId?: number } = {},
  client: QueryClientContract = db.connection()
): Promise<BinCard> {
  const source = sourceOf(partId, locationId)
  const offset = (page - 1) * MOVEMENTS_A_PAGE
  const changes = await selectRows<ChangeRow>(client, `${source.sql} LIMIT ? OFFSET ?`, [
    ...source.bindings,
    MOVEMENTS_A_PAGE + 1,
    offset,
  ])
  const rows = await readTransactionRows(
    client,
    changes.slice(0, MOVEMENTS_A_PAGE).map(({ id }) => Number(id))
  )
  let balance = await onHand(client, partId, locationId)
  if (offset > 0) balance -= await sumOfNewest(client, source, offset)
  const lines = rows.map((row, index): BinCardLine => {
    const line = { ...row, change: toScaled(changes[index].change), balance }
    balance -= line.change
    return line
  })
  return { lines, page, hasNext: changes.length > MOVEMENTS_A_PAGE }
}

interface Source {
  sql: string
  bindings: Binding[]
}

/** Everywhere the postings themselves tell the change; at one place their movements there do. */
function sourceOf(partId: number, locationId: number | undefined): Source {
  if (locationId === undefined) {
    return {
      sql: 'SELECT id, quantity AS `change` FROM stock_postings WHERE part_id = ? ORDER BY occurred_at DESC, id DESC',
      bindings: [partId],
    }
  }
  return {
    sql: 'SELECT posting_id AS id, SUM(quantity) AS `change` FROM stock_movements WHERE part_id = ? AND location_id = ? GROUP BY occurred_at, posting_id ORDER BY occurred_at DESC, posting_id DESC',
    bindings: [partId, locationId],
  }
}

async function sumOfNewest(client: QueryClientContract, { sql, bindings }: Source, count: number) {
  const [row] = await selectRows<{ total: unknown }>(
    client,
    `SELECT CAST(SUM(\`change\`) AS CHAR) AS total FROM (${sql} LIMIT ?) newest`,
    [...bindings, count]
  )
  return toScaled(row.total)
}

async function onHand(client: QueryClientContract, partId: number, locationId?: number) {
  const place = locationId === undefined ? '' : ' AND location_id = ?'
  const [row] = await selectRows<{ total: unknown }>(
    client,
    `SELECT CAST(SUM(quantity) AS CHAR) AS total FROM stock_items WHERE part_id = ? AND quantity > 0${place}`,
    locationId === undefined ? [partId] : [partId, locationId]
  )
  return toScaled(row.total)
}
