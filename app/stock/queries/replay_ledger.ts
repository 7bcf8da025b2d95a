import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'

const PAGE = 20_000

export interface ReplayReport {
  movements: number
  lots: number
  /** Lots whose balance differs from what their movements give. */
  differences: { lot: number; told: string; replayed: string }[]
}

interface Balance {
  quantity: bigint
  value: bigint
  /** Where it lies, as its movements tell: the place of its last arrival. */
  place: number
}

interface MovementRow {
  id: number
  stock_item_id: number
  place: number
  quantity: unknown
  value: unknown
}

/**
 * Rebuilds every lot's quantity, value and place from the movements alone, in the order they were
 * recorded, and compares it with the lots. Memory grows with the lots, not with the movements.
 */
export async function replayLedger(
  client: QueryClientContract = db.connection()
): Promise<ReplayReport> {
  const balances = new Map<number, Balance>()
  let movements = 0
  for (let last = 0; ;) {
    const rows = await selectRows<MovementRow>(
      client,
      'SELECT id, stock_item_id, COALESCE(location_id, 0) AS place, quantity, value FROM stock_movements WHERE id > ? ORDER BY id LIMIT ?',
      [last, PAGE]
    )
    if (rows.length === 0) break
    for (const row of rows) apply(balances, row)
    movements += rows.length
    last = rows[rows.length - 1].id
  }
  return { movements, ...(await compare(client, balances)) }
}

function apply(balances: Map<number, Balance>, row: MovementRow): void {
  const balance = balances.get(row.stock_item_id) ?? { quantity: 0n, value: 0n, place: row.place }
  const quantity = toScaled(row.quantity)
  balance.quantity += quantity
  balance.value += toScaled(row.value)
  if (quantity > 0n) balance.place = row.place
  balances.set(row.stock_item_id, balance)
}

async function compare(client: QueryClientContract, balances: Map<number, Balance>) {
  const differences: ReplayReport['differences'] = []
  let lots = 0
  for (let last = 0; ;) {
    const rows = await selectRows<MovementRow>(
      client,
      'SELECT id, COALESCE(location_id, 0) AS place, quantity, value FROM stock_items WHERE id > ? ORDER BY id LIMIT ?',
      [last, PAGE]
    )
    if (rows.length === 0) return { lots, differences }
    lots += rows.length
    last = rows[rows.length - 1].id
    for (const row of rows) {
      const told = write({
        quantity: toScaled(row.quantity),
        value: toScaled(row.value),
        place: row.place,
      })
      const balance = balances.get(row.id)
      const replayed = balance ? write(balance) : 'no movements'
      if (told !== replayed) differences.push({ lot: row.id, told, replayed })
    }
  }
}

function write({ quantity, value, place }: Balance): string {
  return `${quantity} worth ${value} at ${place}`
}
