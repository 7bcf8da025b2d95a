import { userBriefResource } from '#accounts/resources/user_brief'
import { partBriefResource } from '#catalog/resources/part_brief'
import { formatMoney, formatQuantity, toScaled } from '#core/decimal'
import { detailOf } from '#core/resource/detail'
import { idFilter } from '#core/resource/filters'
import { decimalText, integerText, momentText, stringText, dayText } from '#core/resource/json_text'
import { computed, primaryKey } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import type { Row } from '#core/sql'
import { KIND_LABELS, type Kind } from '#stock/ledger/kinds'
import { completeTransactions } from '#stock/queries/complete_transactions'
import { transactionFilters } from '#stock/resources/transaction_filters'

const NUMBER = { type: ['number', 'null'] }
const TEXT = { type: ['string', 'null'] }
const INTEGER = { type: ['integer', 'null'] }

/** IN, OUT, or MOVE for what changed no quantity. */
function direction(row: Row): string {
  const quantity = toScaled(row.quantity)
  if (quantity === 0n) return 'MOVE'
  return quantity > 0n ? 'IN' : 'OUT'
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** Revenue less cost of goods sold, for sales and returns and their reversals; null for the rest. */
export function profitOf(row: Row): bigint | null {
  const kind = row.kind === 'reversal' ? row.reversed_kind : row.kind
  if (kind === 'sale') return toScaled(row.amount) + toScaled(row.value)
  return kind === 'return_in' ? toScaled(row.value) - toScaled(row.amount) : null
}

/** A posting of the ledger: one business act, with its sums. */
export const transactionResource = defineResource({
  model: 'transaction',
  title: 'StockPosting',
  label: 'Transaction',
  table: 'stock_postings',
  area: 'stock',
  path: '/api/transactions/',
  fields: {
    id: primaryKey(),
    pk: primaryKey(),
    part: computed({
      type: 'related field',
      label: 'Part',
      schema: { type: 'integer' },
      select: ['part_id'],
      encode: (row) => integerText(row.part_id),
    }),
    part_name: computed({
      type: 'string',
      label: 'Part name',
      schema: TEXT,
      select: ['parts.name as part_name'],
      encode: (row) => stringText(row.part_name),
    }),
    type: computed({
      type: 'choice',
      label: 'Type',
      schema: { enum: ['IN', 'OUT', 'MOVE'] },
      select: ['quantity'],
      encode: (row) => stringText(direction(row)),
    }),
    kind: computed({
      type: 'choice',
      label: 'Kind',
      schema: { enum: Object.keys(KIND_LABELS) },
      select: ['kind', 'reversed.kind as reversed_kind'],
      encode: (row) => stringText(row.kind),
    }),
    label: computed({
      type: 'string',
      label: 'Label',
      schema: TEXT,
      encode: (row) => stringText(KIND_LABELS[row.kind as Kind]),
    }),
    quantity: computed({
      type: 'decimal',
      label: 'Quantity',
      help: 'How much, without a sign: `type` tells the direction',
      schema: NUMBER,
      encode: (row) => formatQuantity(absolute(toScaled(row.quantity))),
    }),
    unit_price: computed({
      type: 'decimal',
      label: 'Unit price',
      schema: NUMBER,
      select: ['unit_price'],
      encode: (row) => decimalText(row.unit_price, 6),
    }),
    total: computed({
      type: 'decimal',
      label: 'Total',
      help: 'Revenue (out) or spend (in); negative in a reversal',
      schema: NUMBER,
      select: ['amount'],
      encode: (row) => decimalText(row.amount, 6),
    }),
    cost: computed({
      type: 'decimal',
      label: 'Cost',
      help: 'What the stock that moved had cost',
      schema: NUMBER,
      select: ['value'],
      encode: (row) => formatMoney(absolute(toScaled(row.value))),
    }),
    profit: computed({
      type: 'decimal',
      label: 'Profit',
      help: 'Revenue less cost; null for what is no sale',
      schema: NUMBER,
      encode: (row) => {
        const profit = profitOf(row)
        return profit === null ? 'null' : formatMoney(profit)
      },
    }),
    location: computed({
      type: 'related field',
      label: 'Location',
      help: 'The one place it happened at; null when there were several',
      schema: INTEGER,
      encode: (row) => integerText(row.location ?? null),
    }),
    date: computed({
      type: 'date',
      label: 'Date',
      help: 'The local day it happened on',
      schema: { type: 'string', format: 'date' },
      select: ['day'],
      encode: (row) => dayText(row.day),
    }),
    occurred_at: computed({
      type: 'datetime',
      label: 'Occurred at',
      schema: { type: 'string' },
      select: ['occurred_at'],
      encode: (row) => momentText(row.occurred_at),
    }),
    recorded_at: computed({
      type: 'datetime',
      label: 'Recorded at',
      schema: { type: 'string' },
      select: ['recorded_at'],
      encode: (row) => momentText(row.recorded_at),
    }),
    note: computed({
      type: 'string',
      label: 'Note',
      schema: { type: 'string' },
      select: ['reason'],
      encode: (row) => stringText(row.reason ?? ''),
    }),
    user: computed({
      type: 'related field',
      label: 'User',
      schema: INTEGER,
      select: ['user_id'],
      encode: (row) => integerText(row.user_id),
    }),
    reverses: computed({
      type: 'integer',
      label: 'Reverses',
      schema: INTEGER,
      select: ['reverses_id'],
      encode: (row) => integerText(row.reverses_id),
    }),
    reversed_by: computed({
      type: 'integer',
      label: 'Reversed by',
      schema: INTEGER,
      encode: (row) => integerText(row.reversed_by ?? null),
    }),
    movements: computed({
      type: 'list',
      label: 'Movements',
      help: 'Its lines, lot by lot',
      schema: { type: 'array', items: { type: 'object' } },
      encode: (row) => String(row.movements ?? '[]'),
    }),
    part_detail: detailOf(partBriefResource.model, { on: 'part_detail', column: 'part_id' }),
    user_detail: detailOf(userBriefResource.model, { on: 'user_detail', column: 'user_id' }),
  },
  join: (query) =>
    void query
      .leftJoin('parts', 'parts.id', 'stock_postings.part_id')
      .leftJoin('stock_postings as reversed', 'reversed.id', 'stock_postings.reverses_id'),
  complete: completeTransactions,
  list: {
    filters: {
      ...transactionFilters,
      part: idFilter('stock_postings.part_id'),
      item: idFilter('stock_postings.part_id'),
      user: idFilter('stock_postings.user_id'),
      reverses: idFilter('stock_postings.reverses_id'),
    },
    countedTables: ['stock_movements'],
    ordering: {
      date: ['stock_postings.day', 'stock_postings.id'],
      id: ['stock_postings.id'],
      pk: ['stock_postings.id'],
    },
    defaultOrder: ['-stock_postings.id'],
  },
})
