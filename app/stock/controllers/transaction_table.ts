import type { HttpContext } from '@adonisjs/core/http'
import { openTable } from '#core/table/open_table'
import type { FilterChip } from '#core/table/shown_table'
import { listCategoryMenu, listUserChoices } from '#stock/queries/list_filter_choices'
import { listLocations } from '#stock/queries/list_locations'
import { listTransactions } from '#stock/queries/list_transactions'
import { transactionFilterTexts, type FilterTexts } from '#stock/queries/filter_texts'
import { TRANSACTIONS_TABLE } from '#stock/tables'
import { ListQuery } from '#stock/validators/list_query'
import {
  LATEST_FIRST,
  OLDEST_FIRST,
  readTransactionFilter,
  TYPE_CHOICES,
} from '#stock/validators/transaction_list'

const FILTERS = ['item', 'type', 'location', 'category', 'user', 'from', 'to']

/** The list of transactions for a request: a page of it, its filters and what they can be set to. */
export async function transactionTable(ctx: HttpContext) {
  const table = await openTable(ctx, TRANSACTIONS_TABLE)
  const query = ListQuery.of(table.query)
  const filter = await readTransactionFilter(query)
  const texts = await transactionFilterTexts(query)
  const [categories, users, places] = await Promise.all([
    listCategoryMenu(),
    listUserChoices(),
    listLocations(),
  ])
  return {
    ...(await listTransactions(filter, table)),
    page: table.page,
    query,
    filterCount: chipsOf(texts).length,
    itemName: texts.item ?? '',
    placeName: texts.location ?? '',
    categories,
    users,
    places,
    types: TYPE_CHOICES,
    table: table.show({
      query: query.only([...FILTERS, ...(filter.isOldestFirst ? ['ordering'] : [])]),
      ordering: filter.isOldestFirst ? OLDEST_FIRST : LATEST_FIRST,
      chips: chipsOf(texts),
    }),
  }
}

/** A chip for each filter that is set. */
export function chipsOf(texts: FilterTexts): FilterChip[] {
  return Object.entries(texts).flatMap(([name, text]) =>
    text ? [{ text, parameters: [name] }] : []
  )
}
