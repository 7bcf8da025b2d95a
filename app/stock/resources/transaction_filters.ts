import db from '@adonisjs/lucid/services/db'
import { dayFilter, readIdValue } from '#core/resource/filters'
import type { Filter, Query } from '#core/resource/resource'
import { inTreeFilter } from '#core/resource/tree'
import { subtreeIds } from '#core/tree'
import { KINDS } from '#stock/ledger/kinds'

const DIRECTIONS: Record<string, (query: Query) => void> = {
  in: (query) => void query.where('stock_postings.quantity', '>', 0),
  out: (query) => void query.where('stock_postings.quantity', '<', 0),
  move: (query) => void query.where('stock_postings.quantity', 0),
}

/** Those with a movement at a place or, unless `cascade=false`, at any place within it. */
const location: Filter = {
  type: 'integer',
  help: 'Those with stock moved at it or below it; cascade=false for it alone',
  async apply(query, value, { cascade }) {
    const id = readIdValue(value)
    if (!id) return
    const ids =
      cascade?.toLowerCase() === 'false'
        ? [id]
        : await subtreeIds(db.connection(), 'stock_locations', id)
    query.whereExists((moved) => {
      moved
        .from('stock_movements as at_place')
        .whereColumn('at_place.posting_id', 'stock_postings.id')
        .whereIn('at_place.location_id', ids.length ? ids : [id])
        .select('at_place.id')
    })
  },
}

const category: Filter = {
  type: 'integer',
  help: 'Those of parts in it or below it; cascade=false for it alone',
  async apply(query, value, all) {
    const parts = query.client.from('parts').select('parts.id')
    await inTreeFilter('parts.category_id', 'part_categories').apply(parts, value, all)
    query.whereIn('stock_postings.part_id', parts)
  },
}

export const transactionFilters: Record<string, Filter> = {
  type: {
    type: 'string',
    help: 'IN, OUT or MOVE',
    apply: (query, value) => DIRECTIONS[value.toLowerCase()]?.(query),
  },
  kind: {
    type: 'string',
    help: 'sale, receive, adjust_in …',
    apply(query, value) {
      const kind = KINDS.find((known) => known === value)
      if (kind) query.where('stock_postings.kind', kind)
    },
  },
  location,
  category,
  date: dayFilter('stock_postings.day', '='),
  from: dayFilter('stock_postings.day', '>=', 'Local days from this one on'),
  to: dayFilter('stock_postings.day', '<=', 'Local days up to this one'),
}
