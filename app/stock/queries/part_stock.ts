import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { PartFigures, PartStock, PriceSums } from '#catalog/part_stock'
import { conditionFilter, readIdValue } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import { textOf } from '#core/resource/row_sql'
import { translatable } from '#core/i18n'
import { listCounts } from '#core/list_counts'
import { placeholders, selectRows } from '#core/sql'
import { AVAILABLE_STATUSES } from '#stock/ledger/status'

const STATUSES = AVAILABLE_STATUSES.join(', ')

/** What makes a lot "in stock", as InvenTree counts it. */
export const IN_STOCK = `stock_items.quantity > 0 AND stock_items.status IN (${STATUSES})`

const OF_PART = `FROM stock_items WHERE stock_items.part_id = parts.id AND ${IN_STOCK}`
const ON_HAND = `COALESCE((SELECT SUM(stock_items.quantity) ${OF_PART}), 0)`

const OUTSIDE = { from: 'FROM stock_locations l WHERE l.external = 1', bindings: [] }

interface FiguresRow {
  part_id: number
  quantity: unknown
  allocated: unknown
  lots: number
}

async function figuresOf(
  client: QueryClientContract,
  partIds: readonly number[]
): Promise<Map<number, PartFigures>> {
  if (partIds.length === 0) return new Map()
  const rows = await selectRows<FiguresRow>(
    client,
    `SELECT part_id, CAST(SUM(quantity) AS CHAR) AS quantity,
       CAST(SUM(allocated) AS CHAR) AS allocated, COUNT(*) AS lots
     FROM stock_items
     WHERE part_id IN (${placeholders(partIds.length)}) AND ${IN_STOCK}
     GROUP BY part_id`,
    partIds
  )
  const outside = await externalOf(client, partIds)
  return new Map(
    rows.map(({ part_id: id, quantity, allocated, lots }) => [
      Number(id),
      { in_stock: quantity, allocated, external: outside.get(Number(id)) ?? 0, lots: Number(lots) },
    ])
  )
}

/** What lies at locations that are not the shop's own. */
async function externalOf(
  client: QueryClientContract,
  partIds: readonly number[]
): Promise<Map<number, unknown>> {
  // Most shops have none: one cached count then saves a query for every page.
  if ((await listCounts.count(client, OUTSIDE, ['stock_locations'])) === 0) return new Map()
  const rows = await selectRows<{ part_id: number; quantity: unknown }>(
    client,
    `SELECT part_id, CAST(SUM(quantity) AS CHAR) AS quantity
     FROM stock_items
     WHERE part_id IN (${placeholders(partIds.length)}) AND ${IN_STOCK}
       AND location_id IN (SELECT l.id FROM stock_locations l WHERE l.external = 1)
     GROUP BY part_id`,
    partIds
  )
  return new Map(rows.map((row) => [Number(row.part_id), row.quantity]))
}

async function historyOf(client: QueryClientContract, partId: number): Promise<string | null> {
  const posting = await client.from('stock_postings').where('part_id', partId).select('id').first()
  return posting ? translatable('it has stock history') : null
}

async function sumsByPrice(query: Query): Promise<PriceSums[]> {
  const { from, bindings } = textOf(
    query
      .join('stock_items', 'stock_items.part_id', 'parts.id')
      .whereRaw(IN_STOCK)
      .groupBy('parts.sale_price', 'parts.units')
  )
  return selectRows<PriceSums>(
    query.client,
    `SELECT parts.sale_price, parts.units, CAST(SUM(stock_items.quantity) AS CHAR) AS quantity,
       CAST(SUM(stock_items.value) AS CHAR) AS value ${from}`,
    bindings
  )
}

/** What the catalogue asks of stock. */
export const partStock: PartStock = {
  figuresOf,
  historyOf,
  orderByInStock: (query, direction) => void query.orderByRaw(`${ON_HAND} ${direction}`),
  sumsByPrice,
  tables: ['stock_items', 'stock_locations'],
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
