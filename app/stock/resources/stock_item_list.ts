import { DecimalError, parseQuantity } from '#core/decimal'
import {
  booleanFilter,
  conditionFilter,
  dayFilter,
  escapeLike,
  idFilter,
  textFilter,
} from '#core/resource/filters'
import type { Filter, ListOptions, Query } from '#core/resource/resource'
import { inTreeFilter } from '#core/resource/tree'
import { today } from '#core/time'
import { AVAILABLE_STATUSES } from '#stock/ledger/status'

/** `?min_stock=5`: lots with at least (or at most) so much. */
function quantityFilter(operator: '>=' | '<='): Filter {
  return {
    type: 'number',
    apply(query, value) {
      try {
        query.whereRaw(`stock_items.quantity ${operator} ?`, [Number(parseQuantity(value))])
      } catch (error) {
        if (!(error instanceof DecimalError)) throw error
      }
    },
  }
}

function isAvailable(query: Query, is: boolean): void {
  if (is)
    query
      .where('stock_items.quantity', '>', 0)
      .whereIn('stock_items.status', [...AVAILABLE_STATUSES])
  else {
    query.where(
      (out) =>
        void out
          .where('stock_items.quantity', 0)
          .orWhereNotIn('stock_items.status', [...AVAILABLE_STATUSES])
    )
  }
}

function partFilter(column: string): Filter {
  return {
    type: 'integer',
    async apply(query, value, all) {
      const parts = query.client.from('parts').select('parts.id')
      await inTreeFilter(column, 'part_categories').apply(parts, value, all)
      query.whereIn('stock_items.part_id', parts)
    },
  }
}

export const stockItemList: ListOptions = {
  filters: {
    part: idFilter('stock_items.part_id'),
    location: inTreeFilter('stock_items.location_id', 'stock_locations'),
    category: partFilter('parts.category_id'),
    supplier: idFilter('stock_items.supplier_id'),
    company: idFilter('stock_items.supplier_id'),
    parent: idFilter('stock_items.parent_id'),
    ancestor: idFilter('stock_items.parent_id'),
    status: idFilter('stock_items.status'),
    batch: textFilter('stock_items.batch'),
    serial: textFilter('stock_items.serial'),
    in_stock: conditionFilter(isAvailable, 'Holds stock in a usable status'),
    available: conditionFilter((query, is) => {
      query.whereRaw(`stock_items.quantity ${is ? '>' : '<='} stock_items.allocated`)
    }, 'Holds stock that is not promised'),
    allocated: conditionFilter((query, is) => {
      query.where('stock_items.allocated', is ? '>' : '=', 0)
    }),
    depleted: conditionFilter((query, is) => {
      query.where('stock_items.quantity', is ? '=' : '>', 0)
    }),
    serialized: conditionFilter((query, is) => {
      if (is) query.whereNotNull('stock_items.serial')
      else query.whereNull('stock_items.serial')
    }),
    has_batch: conditionFilter((query, is) => {
      if (is) query.whereNotNull('stock_items.batch')
      else query.whereNull('stock_items.batch')
    }),
    delete_on_deplete: booleanFilter('stock_items.delete_on_deplete'),
    expired: conditionFilter((query, is) => {
      if (is) query.where('stock_items.expiry_date', '<', today())
      else {
        query.where(
          (fresh) =>
            void fresh
              .whereNull('stock_items.expiry_date')
              .orWhere('stock_items.expiry_date', '>=', today())
        )
      }
    }),
    min_stock: quantityFilter('>='),
    max_stock: quantityFilter('<='),
    expiry_before: dayFilter('stock_items.expiry_date', '<'),
    expiry_after: dayFilter('stock_items.expiry_date', '>'),
    updated_before: dayFilter('stock_items.updated_at', '<'),
    updated_after: dayFilter('stock_items.updated_at', '>'),
  },
  countedTables: ['parts', 'stock_locations'],
  search: (query, words) => {
    for (const word of words) {
      const pattern = `%${escapeLike(word)}%`
      const parts = query.client
        .from('parts')
        .select('id')
        .where((named) => {
          named
            .orWhereRaw("name LIKE ? ESCAPE '!'", [pattern])
            .orWhereRaw("ipn LIKE ? ESCAPE '!'", [pattern])
        })
      query.where((either) => {
        either
          .orWhereIn('stock_items.part_id', parts)
          .orWhereRaw("stock_items.batch LIKE ? ESCAPE '!'", [pattern])
          .orWhere('stock_items.serial', word)
      })
    }
  },
  ordering: {
    part: ['stock_items.part_id'],
    location: ['stock_items.location_id'],
    quantity: ['stock_items.quantity'],
    status: ['stock_items.status'],
    batch: ['stock_items.batch'],
    expiry_date: ['stock_items.expiry_date'],
    updated: ['stock_items.updated_at'],
    creation_date: ['stock_items.id'],
    pk: ['stock_items.id'],
    id: ['stock_items.id'],
  },
  defaultOrder: ['stock_items.id'],
}
