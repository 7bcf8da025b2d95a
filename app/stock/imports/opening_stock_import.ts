import db from '@adonisjs/lucid/services/db'
import { can } from '#core/access'
import { formatShort, parseQuantity, QUANTITY_DECIMALS, toScaled } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import type { ImportContext, ImportKind, RowPlan, RowToPlan, RowValues } from '#core/import/kinds'
import { placeholders, selectRows } from '#core/sql'
import { bookRows } from '#stock/imports/book_rows'
import { removeUnusedLocation } from '#stock/imports/locations_import'
import { OPENING_FIELDS } from '#stock/imports/stock_fields'
import {
  isItem,
  itemOrMessages,
  placeMessages,
  StockReferences,
} from '#stock/imports/stock_references'
import { undoBooking } from '#stock/imports/undo_booking'

export const openingStockImport: ImportKind = {
  key: 'opening_stock',
  label: translatable('Opening stock'),
  description: translatable('How much of each item lies where, to begin with.'),
  icon: 'clipboard-list',
  href: '/balance',
  needs: [['stock', 'add']],
  identity: translatable(
    'Each row adds stock of an item at a place. Where the same quantity lies already, nothing is done.'
  ),
  canUpdate: false,
  fields: OPENING_FIELDS,
  options: [
    {
      key: 'locations',
      label: translatable('Create missing locations'),
      needs: ['stock_location', 'add'],
    },
    {
      key: 'add_to_stock',
      label: translatable('Add to what lies there already'),
    },
  ],
  plan: planOpenings,
  apply: (unit, rows, context) =>
    bookRows(
      unit,
      rows.map((row) => ({
        ...row,
        values: { note: t('Opening stock'), ...row.values },
        kind: 'adjust_in',
        quantity: row.values.quantity,
        price: row.values.unit_cost,
      })),
      context
    ),
  undo: undoBooking,
  removeUnused: removeUnusedLocation,
}

async function planOpenings(
  rows: readonly RowToPlan[],
  context: ImportContext
): Promise<RowPlan[]> {
  const references = await StockReferences.of(rows)
  const found = rows.map(({ values }) => itemOrMessages(values, references))
  const stock = await readStock(found.flatMap((item) => (isItem(item) ? [item.id] : [])))
  const mayMake =
    context.choices.options.includes('locations') && can(context.actor, 'stock_location', 'add')
  return rows.map(({ values }, index) => {
    const item = found[index]
    const title = [values.sku ?? values.item, values.location].filter(Boolean).join(' · ')
    const places = placeMessages(values, references, mayMake)
    if (!isItem(item)) return { state: 'bad', title, messages: { ...item, ...places } }
    if (Object.keys(places).length > 0) return { state: 'bad', title, messages: places }
    const place = references.place(values)
    const placeId = typeof place === 'object' ? place.id : null
    const lying = stock.get(`${item.id}@${placeId}`) ?? 0n
    const key = `${item.id}@${values.location ?? ''}`
    return planOpening(values, { title, lying, context, key })
  })
}

interface Planning {
  title: string
  lying: bigint
  context: ImportContext
  key: string
}

function planOpening(values: RowValues, { title, lying, context, key }: Planning): RowPlan {
  const quantity = parseQuantity(values.quantity)
  const sortKey = values.date ?? ''
  const adds = context.choices.options.includes('add_to_stock')
  const identity = adds ? undefined : key
  if (quantity === 0n || (lying === quantity && !adds))
    return { state: 'unchanged', title, identity }
  if (lying === 0n || adds) return { state: 'new', title, identity, sortKey }
  const there = formatShort(lying, QUANTITY_DECIMALS, 0)
  const messages = {
    quantity: t('{there} lie there already. Book a count instead, or add to what is there.', {
      there,
    }),
  }
  return { state: 'bad', title, identity, messages }
}

/** What lies of these items, by item and place. */
async function readStock(partIds: readonly number[]): Promise<Map<string, bigint>> {
  if (partIds.length === 0) return new Map()
  const ids = [...new Set(partIds)]
  const rows = await selectRows<{ part_id: number; location_id: number | null; total: string }>(
    db.connection(),
    `SELECT part_id, location_id, CAST(SUM(quantity) AS CHAR) AS total FROM stock_items WHERE quantity > 0 AND part_id IN (${placeholders(ids.length)}) GROUP BY part_id, location_id`,
    ids
  )
  return new Map(rows.map((row) => [`${row.part_id}@${row.location_id}`, toScaled(row.total)]))
}
