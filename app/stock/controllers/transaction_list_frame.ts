import type { HttpContext } from '@adonisjs/core/http'
import { viewHelpers } from '#core/view_helpers'
import { listCategoryMenu, listUserChoices } from '#stock/queries/list_filter_choices'
import { listLocations, readLocationName } from '#stock/queries/list_locations'
import { readItemChoices } from '#stock/queries/look_up_items'
import { ListQuery } from '#stock/validators/list_query'
import { TYPE_CHOICES } from '#stock/validators/transaction_list'

export interface Chip {
  label: string
  /** The list without this filter. */
  href: string
}

/** What stands around the list of transactions: the filters, what they are set to, and their chips. */
export async function transactionListFrame(ctx: HttpContext) {
  const query = new ListQuery(ctx)
  const [categories, users, places] = await Promise.all([
    listCategoryMenu(),
    listUserChoices(),
    listLocations(),
  ])
  const item = await itemOf(query)
  const place = await readLocationName(query.id('location'))
  const labelOf = (choices: { value: string | number; label: string }[], name: string) =>
    choices.find(({ value }) => String(value) === query.text(name))?.label
  const chips = chipsOf(ctx, {
    item: item?.name,
    type: labelOf(TYPE_CHOICES, 'type'),
    location: place,
    category: labelOf(categories, 'category')?.trim(),
    user: labelOf(users, 'user'),
    from: query.day('from') && `from ${query.day('from')}`,
    to: query.day('to') && `to ${query.day('to')}`,
  })
  return { categories, users, places, types: TYPE_CHOICES, item, place, chips, query }
}

async function itemOf(query: ListQuery) {
  const id = query.id('item')
  if (id === undefined) return undefined
  const [item] = await readItemChoices([id])
  return item
}

/** A chip for each filter that is set, with a link that takes it away. */
export function chipsOf(
  { request }: HttpContext,
  labels: Record<string, string | undefined>
): Chip[] {
  const url = request.url(true)
  return Object.entries(labels).flatMap(([name, label]) =>
    label ? [{ label, href: viewHelpers.withQuery(url, { [name]: null, page: null }) }] : []
  )
}
