import type { HttpContext } from '@adonisjs/core/http'
import { openTable } from '#core/table/open_table'
import {
  isNarrowed,
  itemChips,
  itemListQuery,
  namesOf,
  readItemList,
} from '#catalog/controllers/item_list_request'
import { listItems, type ItemList } from '#catalog/queries/list_items'
import { ITEMS_TABLE } from '#catalog/tables'

/** Where the table stands on the page of a category or a company: all its items are of that one. */
interface Embedding {
  path: string
  within: Partial<ItemList>
}

/** What the table of items shows for a request. */
export async function itemTable(ctx: HttpContext, embedding?: Embedding) {
  const table = await openTable(ctx, ITEMS_TABLE, { path: embedding?.path })
  const own = await readItemList(table.query)
  const list = { ...own, ...embedding?.within }
  const shown = { ...own, ...nothingOf(embedding?.within) }
  const names = await namesOf(shown)
  return {
    ...(await listItems(list, table)),
    ...names,
    list,
    // Links into the item's page go on within what is listed here.
    listQuery: itemListQuery(list),
    page: table.page,
    firstPlace: (table.page - 1) * table.pageSize,
    isNarrowed: isNarrowed(shown),
    table: table.show({
      query: itemListQuery(shown),
      ordering: list.ordering,
      chips: itemChips(shown, names),
    }),
  }
}

/** What the page itself says is no filter of the table. */
function nothingOf(within: Partial<ItemList> = {}): Partial<ItemList> {
  return Object.fromEntries(Object.keys(within).map((name) => [name, null]))
}
