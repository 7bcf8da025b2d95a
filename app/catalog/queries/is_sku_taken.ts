import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'

export async function isSkuTaken(client: QueryClientContract, sku: string): Promise<boolean> {
  const rows = await selectRows(client, 'SELECT id FROM parts WHERE ipn = ? LIMIT 1', [sku])
  return rows.length > 0
}
