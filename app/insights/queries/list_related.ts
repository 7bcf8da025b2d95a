import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { selectRows } from '#core/sql'
import { readItemRows, type ItemRow } from '#catalog/queries/item_rows'
import { IN_STOCK } from '#stock/queries/part_stock'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

const MOST_SIMILAR = 12
const LATEST_DOCUMENTS = 15

export interface Related {
  similar: ItemRow[]
  documents: TransactionRow[]
}

/** Items of the same category that are in stock, and the latest transactions that name a document. */
export async function listRelated(
  partId: number,
  categoryId: number | null,
  client: QueryClientContract = db.connection()
): Promise<Related> {
  return {
    similar: categoryId === null ? [] : await similarTo(client, partId, categoryId),
    documents: await documentsOf(client, partId),
  }
}

async function similarTo(client: QueryClientContract, partId: number, categoryId: number) {
  const rows = await selectRows<{ id: number }>(
    client,
    `SELECT parts.id FROM parts
      WHERE parts.category_id = ? AND parts.id <> ? AND parts.is_active = 1
        AND EXISTS (SELECT 1 FROM stock_items WHERE stock_items.part_id = parts.id AND ${IN_STOCK})
      ORDER BY parts.name, parts.id LIMIT ?`,
    [categoryId, partId, MOST_SIMILAR]
  )
  return readItemRows(rows.map(({ id }) => Number(id)))
}

async function documentsOf(client: QueryClientContract, partId: number) {
  const rows = await selectRows<{ id: number }>(
    client,
    `SELECT id FROM stock_postings
      WHERE part_id = ? AND reason IS NOT NULL AND reason <> ''
      ORDER BY occurred_at DESC, id DESC LIMIT ?`,
    [partId, LATEST_DOCUMENTS]
  )
  return readTransactionRows(
    client,
    rows.map(({ id }) => Number(id))
  )
}
