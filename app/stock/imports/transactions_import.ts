import db from '@adonisjs/lucid/services/db'
import { can } from '#core/access'
import { parseQuantity, toScaled } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import type {
  ImportContext,
  ImportKind,
  RowMessages,
  RowPlan,
  RowToPlan,
  RowValues,
} from '#core/import/kinds'
import { placeholders, selectRows } from '#core/sql'
import { bookRows } from '#stock/imports/book_rows'
import { removeUnusedLocation } from '#stock/imports/locations_import'
import { TRANSACTION_FIELDS } from '#stock/imports/stock_fields'
import {
  isItem,
  itemOrMessages,
  placeMessages,
  StockReferences,
} from '#stock/imports/stock_references'
import { undoBooking } from '#stock/imports/undo_booking'
import { isIncoming, REASONS, type ReasonKind } from '#stock/ledger/reasons'

export const transactionsImport: ImportKind = {
  key: 'transactions',
  label: translatable('Transactions'),
  description: translatable('Stock in and out: purchases, sales, returns, corrections.'),
  icon: 'arrows-exchange',
  href: '/transactions',
  needs: [['stock', 'add']],
  identity: translatable(
    'Each row is booked, the oldest first; entries of this ledger are known by their number.'
  ),
  canUpdate: false,
  fields: TRANSACTION_FIELDS,
  options: [
    {
      key: 'locations',
      label: translatable('Create missing locations'),
      needs: ['stock_location', 'add'],
    },
  ],
  plan: planTransactions,
  apply: (unit, rows, context) =>
    bookRows(
      unit,
      rows.map((row) => ({
        ...row,
        kind: bookedKind(row.values) ?? 'receive',
        quantity: row.values.quantity.replace('-', ''),
        price: row.values.price,
      })),
      context
    ),
  undo: undoBooking,
  removeUnused: removeUnusedLocation,
}

/** The kind that a row books; null for one that an import cannot book. */
function bookedKind({ type, quantity }: RowValues): ReasonKind | null {
  if (!type) return quantity.startsWith('-') ? 'sale' : 'receive'
  const reasons = [...REASONS.IN, ...REASONS.OUT]
  return reasons.find(({ kind }) => kind === type)?.kind ?? null
}

interface LedgerEntry {
  part_id: number
  quantity: bigint
}

async function planTransactions(
  rows: readonly RowToPlan[],
  context: ImportContext
): Promise<RowPlan[]> {
  const references = await StockReferences.of(rows)
  const ledger = await readEntries(rows.flatMap(({ values }) => values.entry ?? []))
  const mayMake =
    context.choices.options.includes('locations') && can(context.actor, 'stock_location', 'add')
  return rows.map(({ values }) => {
    const item = itemOrMessages(values, references)
    const title = [values.type, values.sku ?? values.item, values.quantity]
      .filter(Boolean)
      .join(' · ')
    const known = ledger.get(Number(values.entry))
    if (isItem(item) && known?.part_id === item.id && isSame(known, values)) {
      return { state: 'unchanged', title }
    }
    const messages = { ...(isItem(item) ? {} : item), ...kindMessages(values) }
    const places = placeMessages(values, references, mayMake)
    return planOf({ title, values, messages: { ...messages, ...places } })
  })
}

function planOf({
  title,
  values,
  messages,
}: {
  title: string
  values: RowValues
  messages: RowMessages
}): RowPlan {
  if (Object.keys(messages).length > 0) return { state: 'bad', title, messages }
  // Of the same moment what comes in is booked before what goes out.
  const order = isIncomingRow(values) ? '0' : '1'
  return { state: 'new', title, sortKey: `${values.date ?? '9'} ${order}` }
}

function isIncomingRow(values: RowValues): boolean {
  const kind = bookedKind(values)
  return kind !== null && isIncoming(kind)
}

function kindMessages(values: RowValues): RowMessages {
  const kind = bookedKind(values)
  const quantity = parseQuantity(values.quantity)
  if (kind === null) {
    return {
      type: t(
        'An import cannot book this. It takes stock in, sales, returns, added, removed and scrapped.'
      ),
    }
  }
  if (quantity === 0n) return { quantity: t('This must be more than zero.') }
  if (quantity < 0n && isIncoming(kind)) {
    return { quantity: t('What comes in cannot be below zero.') }
  }
  return {}
}

function isSame(known: LedgerEntry, { quantity }: RowValues): boolean {
  const wanted = parseQuantity(quantity)
  return known.quantity === wanted || known.quantity === -wanted || known.quantity === 0n
}

async function readEntries(ids: readonly string[]): Promise<Map<number, LedgerEntry>> {
  if (ids.length === 0) return new Map()
  const rows = await selectRows<{ id: number; part_id: number; quantity: number | string }>(
    db.connection(),
    `SELECT id, part_id, quantity FROM stock_postings WHERE id IN (${placeholders(ids.length)})`,
    [...ids]
  )
  return new Map(
    rows.map((row) => [
      Number(row.id),
      { part_id: Number(row.part_id), quantity: toScaled(row.quantity) },
    ])
  )
}
