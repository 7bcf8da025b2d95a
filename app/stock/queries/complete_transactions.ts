import { formatMoney, formatQuantity, toScaled, toScaledOrNull } from '#core/decimal'
import type { ReadContext } from '#core/resource/field'
import { placeholders, selectRows, type Row } from '#core/sql'

/** Writes onto posting rows their movements as JSON, their one place, and what reversed them. */
export async function completeTransactions(rows: Row[], { client }: ReadContext): Promise<void> {
  const ids = rows.map((row) => Number(row.id))
  if (ids.length === 0) return
  const list = placeholders(ids.length)
  const movements = await selectRows<Row>(
    client,
    `SELECT * FROM stock_movements WHERE posting_id IN (${list}) ORDER BY id`,
    ids
  )
  const reversals = await selectRows<{ id: number; reverses_id: number }>(
    client,
    `SELECT id, reverses_id FROM stock_postings WHERE reverses_id IN (${list})`,
    ids
  )
  const movementsOf = Map.groupBy(movements, (movement) => Number(movement.posting_id))
  const reversalOf = new Map(reversals.map((row) => [Number(row.reverses_id), Number(row.id)]))
  for (const row of rows) {
    const own = movementsOf.get(Number(row.id)) ?? []
    const places = new Set(own.map((movement) => movement.location_id))
    row.movements = `[${own.map(writeMovement).join(',')}]`
    row.location = places.size === 1 ? own[0].location_id : null
    row.reversed_by = reversalOf.get(Number(row.id)) ?? null
  }
}

function writeMovement(movement: Row): string {
  const unitCost = toScaledOrNull(movement.unit_cost)
  return (
    `{"id":${Number(movement.id)},"stock_item":${Number(movement.stock_item_id)},` +
    `"location":${movement.location_id === null ? 'null' : Number(movement.location_id)},` +
    `"quantity":${formatQuantity(toScaled(movement.quantity))},` +
    `"unit_cost":${unitCost === null ? 'null' : formatMoney(unitCost)},` +
    `"value":${formatMoney(toScaled(movement.value))},"amount":${formatMoney(toScaled(movement.amount))}}`
  )
}
