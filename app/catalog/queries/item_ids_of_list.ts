import { readItemList } from '#catalog/controllers/item_list_request'
import { listItemIds } from '#catalog/queries/list_items'

/** The ids of the items that the list of items shows for this query string, in its order. */
export async function itemIdsOfList(query: string): Promise<number[]> {
  const parameters = Object.fromEntries(new URLSearchParams(query))
  return listItemIds(await readItemList(parameters))
}
