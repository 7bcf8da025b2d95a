import type { HttpContext } from '@adonisjs/core/http'
import { openTable } from '#core/table/open_table'
import { chipsOf } from '#stock/controllers/transaction_table'
import { balanceKey } from '#stock/exports/balance_export'
import { balanceFilterTexts } from '#stock/queries/filter_texts'
import { listCategoryMenu } from '#stock/queries/list_filter_choices'
import { listLocations } from '#stock/queries/list_locations'
import { pageOfBalance } from '#stock/queries/page_balance'
import { BALANCE_TABLE } from '#stock/tables'
import { readBalanceFilter } from '#stock/validators/balance_list'
import { ListQuery } from '#stock/validators/list_query'

const FILTERS = ['search', 'item', 'category', 'location', 'in_stock', 'below', 'as_of']

/** The stock balance for a request: a page of it, its totals, its filters and what they can be set to. */
export async function balanceTable(ctx: HttpContext) {
  const table = await openTable(ctx, BALANCE_TABLE)
  const query = ListQuery.of(table.query)
  const filter = await readBalanceFilter(query)
  const first = (table.page - 1) * table.pageSize
  const { rows, total, totals } = await pageOfBalance(filter, { first, size: table.pageSize })
  const texts = await balanceFilterTexts(query)
  const chips = chipsOf(texts)
  const ordering = `${filter.isDescending ? '-' : ''}${filter.order}`
  const shown = ['by', ...FILTERS, ...(ordering === 'name' ? [] : ['ordering'])]
  return {
    rows: rows.map((row) => ({ ...row, key: balanceKey(row) })),
    hasNext: total > first + table.pageSize,
    total,
    totals,
    filter,
    page: table.page,
    query,
    filterCount: chips.length - (texts.search ? 1 : 0),
    placeName: texts.location ?? '',
    categories: await listCategoryMenu(),
    places: await listLocations(),
    table: table.show({ query: query.only(shown), ordering, chips, constant: ['by'] }),
  }
}
