import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { selectRows } from '#core/sql'
import type { Kind } from '#stock/ledger/kinds'

export interface ReadMovement {
  id: number
  lotId: number
  locationId: number | null
  quantity: bigint
  unitCost: bigint | null
  value: bigint
  amount: bigint
}

export interface ReadPosting {
  id: number
  kind: Kind
  partId: number
  userId: number | null
  reason: string | null
  occurredAt: string
  recordedAt: string
  day: string
  quantity: bigint
  value: bigint
  amount: bigint
  unitPrice: bigint | null
  reversesId: number | null
  /** The reversal of this one, when there is one. */
  reversedById: number | null
  details: Record<string, unknown> | null
  movements: ReadMovement[]
}

/** One posting with its movements, or null. */
export async function readPosting(
  client: QueryClientContract,
  id: number
): Promise<ReadPosting | null> {
  const row = await client.from('stock_postings').where('id', id).first()
  if (!row) return null
  const [reversal] = await selectRows<{ id: number }>(
    client,
    'SELECT id FROM stock_postings WHERE reverses_id = ?',
    [id]
  )
  return {
    id: row.id,
    kind: row.kind,
    partId: row.part_id,
    userId: row.user_id,
    reason: row.reason,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    day: row.day,
    quantity: toScaled(row.quantity),
    value: toScaled(row.value),
    amount: toScaled(row.amount),
    unitPrice: toScaledOrNull(row.unit_price),
    reversesId: row.reverses_id,
    reversedById: reversal?.id ?? null,
    details: row.details ? JSON.parse(row.details) : null,
    movements: await readMovements(client, id),
  }
}

async function readMovements(
  client: QueryClientContract,
  postingId: number
): Promise<ReadMovement[]> {
  const rows = await client.from('stock_movements').where('posting_id', postingId).orderBy('id')
  return rows.map((row) => ({
    id: row.id,
    lotId: row.stock_item_id,
    locationId: row.location_id,
    quantity: toScaled(row.quantity),
    unitCost: toScaledOrNull(row.unit_cost),
    value: toScaled(row.value),
    amount: toScaled(row.amount),
  }))
}
