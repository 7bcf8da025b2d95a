import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PartFigures, PartStock } from '#catalog/part_stock'
import { conditionFilter, readIdValue } from '#core/resource/filters'
import { type Binding, placeholders, selectRows } from '#core/sql'
import { AVAILABLE_STATUSES } from '#stock/ledger/status'

const STATUSES = AVAILABLE_STATUSES.join(', ')

/** What makes a lot "in stock", as InvenTree counts it. */
export const IN_STOCK = `stock_items.quantity > 0 AND stock_items.status IN (${STATUSES})`

const OF_PART = `FROM stock_items WHERE stock_items.part_id = parts.id AND ${IN_STOCK}`
const ON_HAND = `COALESCE((SELECT SUM(stock_items.quantity) ${OF_PART}), 0)`

interface FiguresRow {
  part_id: number
  quantity: unknown
  allocated: unknown
  external: unknown
  lots: number
}

async function figuresOf(
  client: QueryClientContract,
  partIds: readonly number[]
): Promise<Map<number, PartFigures>> {
  if (partIds.length === 0) return new Map()
  const ids: Binding[] = [...partIds]
  const rows = await selectRows<FiguresRow>(
    client,
    `SELECT part_id, CAST(SUM(quantity) AS CHAR) AS quantity, CAST(SUM(allocated) AS CHAR) AS allocated,
       CAST(SUM(CASE WHEN location_id IN (SELECT id FROM stock_locations WHERE external = 1)
         THEN quantity ELSE 0 END) AS CHAR) AS external,
       COUNT(*) AS lots
     FROM stock_items
     WHERE part_id IN (${placeholders(ids.length)}) AND ${IN_STOCK}
     GROUP BY part_id`,
    ids
  )
  return new Map(
    rows.map((row) => [
      Number(row.part_id),
      {
        in_stock: row.quantity,
        allocated: row.allocated,
        external: row.external,
        lots: Number(row.lots),
      },
    ])
  )
}

async function historyOf(client: QueryClientContract, partId: number): Promise<string | null> {
  const posting = await client.from('stock_postings').where('part_id', partId).select('id').first()
  return posting ? 'it has stock history' : null
}

/** What the catalogue asks of stock. */
export const partStock: PartStock = {
  figuresOf,
  historyOf,
  orderByInStock: (query, direction) => void query.orderByRaw(`${ON_HAND} ${direction}`),
  tables: ['stock_items'],
  filters: {
    has_stock: conditionFilter((query, has) => {
      query.whereRaw(`${has ? '' : 'NOT '}EXISTS (SELECT 1 ${OF_PART})`)
    }, 'Parts with anything in stock'),
    low_stock: conditionFilter((query, isLow) => {
      const low = `parts.minimum_stock > 0 AND ${ON_HAND} < parts.minimum_stock`
      query.whereRaw(isLow ? low : `NOT (${low})`)
    }, 'Parts with less in stock than their minimum'),
    depleted_stock: conditionFilter((query, isDepleted) => {
      query.whereRaw(
        `${isDepleted ? 'NOT ' : ''}EXISTS (SELECT 1 FROM stock_items
           WHERE stock_items.part_id = parts.id AND stock_items.quantity > 0)`
      )
    }, 'Parts whose stock has run out'),
    location: {
      type: 'integer',
      help: 'Parts with stock at this location',
      apply(query, value) {
        const id = readIdValue(value)
        if (id) query.whereRaw(`EXISTS (SELECT 1 ${OF_PART} AND stock_items.location_id = ?)`, [id])
      },
    },
  },
}
