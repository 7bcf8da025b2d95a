import type { Actor } from '#core/access'
import { toScaledOrNull } from '#core/decimal'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

interface Prices {
  purchase_price?: unknown
  sale_price?: unknown
}

/** Keeps what a part costs and sells for from now on, in the transaction that changed it. */
export async function recordPrices(
  unit: UnitOfWork,
  { partId, ...prices }: Prices & { partId: number },
  actor: Actor
): Promise<void> {
  await unit.trx.table('part_prices').insert({
    part_id: partId,
    changed_at: now(),
    purchase_price: toScaledOrNull(prices.purchase_price),
    sale_price: toScaledOrNull(prices.sale_price),
    user_id: actor.id > 0 ? actor.id : null,
  })
}

/** The prices on a part's row. */
export function pricesOf({ purchase_price, sale_price }: Prices): Prices {
  return { purchase_price, sale_price }
}

/** Whether one of the prices is among the columns that changed. */
export function changesPrices(changes: object): boolean {
  return Object.hasOwn(changes, 'purchase_price') || Object.hasOwn(changes, 'sale_price')
}
