import { t } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import { listCategoryMenu, listUserChoices } from '#stock/queries/list_filter_choices'
import { readLocationName } from '#stock/queries/list_locations'
import { readItemChoices } from '#stock/queries/look_up_items'
import type { ListQuery } from '#stock/validators/list_query'
import { TYPE_CHOICES } from '#stock/validators/transaction_list'

/** What a list is narrowed to, for people, by the names of its parameters; nothing for what is not set. */
export type FilterTexts = Record<string, string | undefined>

export async function transactionFilterTexts(query: ListQuery): Promise<FilterTexts> {
  const type = TYPE_CHOICES.find(({ value }) => value === query.text('type'))
  const [from, to] = [query.day('from'), query.day('to')]
  return {
    item: await itemName(query),
    type: type && t(type.label),
    location: await readLocationName(query.id('location')),
    category: await categoryName(query),
    user: await userName(query),
    from: from && t('from {day}', { day: viewHelpers.localDay(from) }),
    to: to && t('to {day}', { day: viewHelpers.localDay(to) }),
  }
}

export async function balanceFilterTexts(query: ListQuery): Promise<FilterTexts> {
  const asOf = query.day('as_of')
  return {
    search: query.text('search') && `“${query.text('search')}”`,
    item: await itemName(query),
    category: await categoryName(query),
    location: await readLocationName(query.id('location')),
    below: query.isSet('below') ? t('below minimum') : undefined,
    in_stock: query.isSet('in_stock') ? t('in stock') : undefined,
    as_of: asOf && t('at the end of {day}', { day: viewHelpers.localDay(asOf) }),
  }
}

/** The same without the names. */
export function textsOf(texts: FilterTexts): string[] {
  return Object.values(texts).filter((text) => text !== undefined && text !== '') as string[]
}

async function itemName(query: ListQuery): Promise<string | undefined> {
  const id = query.id('item')
  if (id === undefined) return undefined
  const [item] = await readItemChoices([id])
  return item?.name
}

async function categoryName(query: ListQuery): Promise<string | undefined> {
  const id = query.id('category')
  if (id === undefined) return undefined
  const categories = await listCategoryMenu()
  return categories.find(({ value }) => value === id)?.label.trim()
}

async function userName(query: ListQuery): Promise<string | undefined> {
  const id = query.id('user')
  if (id === undefined) return undefined
  const users = await listUserChoices()
  return users.find(({ value }) => value === id)?.label
}
