import { userBriefResource } from '#accounts/resources/user_brief'
import { partBriefResource } from '#catalog/resources/part_brief'
import { detailOf } from '#core/resource/detail'
import { integerText, momentText, stringText } from '#core/resource/json_text'
import { computed, primaryKey } from '#core/resource/read_only_fields'
import type { Filter } from '#core/resource/resource'
import { defineResource } from '#core/resource/resource'
import { dayFilter, idFilter } from '#core/resource/filters'
import { InvalidInput } from '#core/exceptions'
import { TRACKING_LABELS } from '#stock/ledger/kinds'
import { completeTracking } from '#stock/queries/complete_tracking'

/** A filter on an id that is refused when it is none, as InvenTree refuses it here. */
function knownId(column: string): Filter {
  const filter = idFilter(column)
  return {
    ...filter,
    apply(query, value, all) {
      if (!/^\d{1,15}$/.test(value.trim())) {
        const name = column.endsWith('part_id') ? 'part' : 'item'
        throw InvalidInput.field(
          name,
          'Select a valid choice. That choice is not one of the available choices.'
        )
      }
      return filter.apply(query, value, all)
    },
  }
}

/** The history of stock as InvenTree shows it: one entry for each movement of the ledger. */
export const trackingResource = defineResource({
  model: 'stockitemtracking',
  title: 'StockItemTracking',
  label: 'Stock tracking entry',
  table: 'stock_movements',
  area: 'stock',
  path: '/api/stock/track/',
  fields: {
    pk: primaryKey(),
    item: computed({
      type: 'related field',
      label: 'Item',
      schema: { type: ['integer', 'null'] },
      select: ['stock_item_id', 'lot.is_listed as is_listed'],
      encode: (row) => integerText(row.is_listed ? row.stock_item_id : null),
    }),
    item_detail: detailOf('stockitem', { on: 'item_detail', column: 'stock_item_id' }),
    part: computed({
      type: 'related field',
      label: 'Part',
      schema: { type: 'integer' },
      select: ['part_id'],
      encode: (row) => integerText(row.part_id),
    }),
    part_detail: detailOf(partBriefResource.model, { on: 'part_detail', column: 'part_id' }),
    date: computed({
      type: 'datetime',
      label: 'Date',
      schema: { type: 'string' },
      select: ['occurred_at'],
      encode: (row) => momentText(row.occurred_at),
    }),
    deltas: computed({
      type: 'json',
      label: 'Deltas',
      schema: { type: 'object' },
      select: ['quantity', 'location_id'],
      encode: (row) => String(row.deltas),
    }),
    label: computed({
      type: 'string',
      label: 'Label',
      schema: { type: 'string' },
      encode: (row) => stringText(TRACKING_LABELS[Number(row.code)]),
    }),
    notes: computed({
      type: 'string',
      label: 'Notes',
      schema: { type: 'string' },
      select: ['posting.reason as reason'],
      encode: (row) => stringText(row.reason ?? ''),
    }),
    tracking_type: computed({
      type: 'integer',
      label: 'Tracking type',
      schema: { type: 'integer' },
      select: [
        'posting.kind as kind',
        'posting.source_type as source_type',
        'posting.details as details',
        'posting_id',
      ],
      encode: (row) => integerText(row.code),
    }),
    user: computed({
      type: 'related field',
      label: 'User',
      schema: { type: ['integer', 'null'] },
      select: ['posting.user_id as user_id'],
      encode: (row) => integerText(row.user_id),
    }),
    user_detail: detailOf(userBriefResource.model, { on: 'user_detail', column: 'user_id' }),
    posting: computed({
      type: 'integer',
      label: 'Posting',
      help: 'The ledger entry (see /api/transactions/) it is a line of',
      schema: { type: 'integer' },
      select: ['posting_id'],
      encode: (row) => integerText(row.posting_id),
    }),
  },
  join: (query) =>
    void query
      .leftJoin('stock_postings as posting', 'posting.id', 'stock_movements.posting_id')
      .leftJoin('stock_items as lot', 'lot.id', 'stock_movements.stock_item_id'),
  scope: (query) => void query.where('stock_movements.is_entry', 1),
  complete: completeTracking,
  list: {
    filters: {
      item: knownId('stock_movements.stock_item_id'),
      part: knownId('stock_movements.part_id'),
      user: {
        type: 'integer',
        apply: (query, value) =>
          void query.whereIn(
            'stock_movements.posting_id',
            query.client
              .from('stock_postings')
              .where('user_id', Number(value) || 0)
              .select('id')
          ),
      },
      min_date: dayFilter('stock_movements.occurred_at', '>='),
      max_date: dayFilter('stock_movements.occurred_at', '<='),
    },
    countedTables: ['stock_postings'],
    ordering: { date: ['stock_movements.id'], pk: ['stock_movements.id'] },
    defaultOrder: ['-stock_movements.id'],
  },
})
