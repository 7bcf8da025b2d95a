import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaledOrNull } from '#core/decimal'
import type { Row } from '#core/sql'
import { marginPercent } from '#catalog/margin'

/** What a part cost and sold for from a moment on. */
export interface PriceChange {
  changedAt: string
  purchasePrice: bigint | null
  salePrice: bigint | null
  margin: string | null
  userName: string | null
}

const MOST = 500

/** The list prices of a part over time, oldest first. */
export async function listPrices(
  partId: number,
  client: QueryClientContract = db.connection()
): Promise<PriceChange[]> {
  const rows: Row[] = await client
    .from('part_prices')
    .leftJoin('users', 'users.id', 'part_prices.user_id')
    .where('part_id', partId)
    .orderBy('changed_at', 'desc')
    .orderBy('part_prices.id', 'desc')
    .limit(MOST)
    .select('changed_at', 'purchase_price', 'sale_price', 'username')
  return rows.reverse().map((row) => {
    const purchasePrice = toScaledOrNull(row.purchase_price)
    const salePrice = toScaledOrNull(row.sale_price)
    return {
      changedAt: String(row.changed_at),
      purchasePrice,
      salePrice,
      margin: marginPercent(purchasePrice, salePrice),
      userName: row.username ? String(row.username) : null,
    }
  })
}
