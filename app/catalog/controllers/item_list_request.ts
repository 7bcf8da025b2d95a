import { t } from '#core/i18n'
import type { FilterChip } from '#core/table/shown_table'
import { ITEM_ORDERINGS, type ItemList, type ItemStatus } from '#catalog/queries/list_items'
import {
  CATEGORY_REFERENCE,
  COMPANY_REFERENCE,
  findReference,
  referenceText,
} from '#catalog/queries/find_reference'

type QueryString = Record<string, unknown>

const LONGEST_SEARCH = 200
const STATUSES: Record<string, ItemStatus> = { inactive: 'inactive', all: 'all' }

/** Reads which items a list shows from the address; what cannot be used is as if it was not there. */
export async function readItemList(query: QueryString): Promise<ItemList> {
  const ordering = textOf(query.ordering)
  return {
    search: textOf(query.search),
    categoryId: await referenceOf(CATEGORY_REFERENCE, query.category),
    supplierId: await referenceOf(COMPANY_REFERENCE, query.supplier),
    status: STATUSES[textOf(query.status)] ?? 'active',
    isBelowMinimum: textOf(query.low) === '1',
    ordering: ITEM_ORDERINGS.includes(ordering.replace(/^-/, '')) ? ordering : 'name',
  }
}

/** A name that nothing has finds nothing, and is not ignored: 0 is the id of no row. */
async function referenceOf(
  referred: typeof CATEGORY_REFERENCE,
  value: unknown
): Promise<number | null> {
  const text = textOf(value)
  return text === '' ? null : ((await findReference(referred, text)) ?? 0)
}

/** The address's query part that shows this list again; nothing that is the default is in it. */
export function itemListQuery(list: ItemList): string {
  const parameters = new URLSearchParams()
  if (list.search) parameters.set('search', list.search)
  if (list.categoryId !== null) parameters.set('category', String(list.categoryId))
  if (list.supplierId !== null) parameters.set('supplier', String(list.supplierId))
  if (list.status !== 'active') parameters.set('status', list.status)
  if (list.isBelowMinimum) parameters.set('low', '1')
  if (list.ordering !== 'name') parameters.set('ordering', list.ordering)
  return parameters.toString()
}

export function isNarrowed(list: ItemList): boolean {
  const { search, categoryId, supplierId, status, isBelowMinimum } = list
  return (
    search !== '' ||
    categoryId !== null ||
    supplierId !== null ||
    status !== 'active' ||
    isBelowMinimum
  )
}

interface ListNames {
  categoryName: string
  supplierName: string
}

/** The names that a list's filters show. */
export async function namesOf({ categoryId, supplierId }: ItemList): Promise<ListNames> {
  return {
    categoryName: await referenceText(CATEGORY_REFERENCE, categoryId),
    supplierName: await referenceText(COMPANY_REFERENCE, supplierId),
  }
}

/** The filters that are set, in words. */
export function itemChips(list: ItemList, { categoryName, supplierName }: ListNames): FilterChip[] {
  const { search, categoryId, supplierId, isBelowMinimum } = list
  const gone = t('no longer there')
  const texts = {
    search: search && t('Search: {text}', { text: search }),
    category: categoryId !== null && t('Category: {name}', { name: categoryName || gone }),
    supplier: supplierId !== null && t('Supplier: {name}', { name: supplierName || gone }),
    status: statusText(list),
    low: isBelowMinimum && t('Below minimum'),
  }
  return Object.entries(texts).flatMap(([parameter, text]) =>
    text ? [{ text, parameters: [parameter] }] : []
  )
}

function statusText({ status }: ItemList): string {
  if (status === 'active') return ''
  return status === 'all' ? t('Active and inactive') : t('Only inactive')
}

/** The place of an item in its list, counted from 0; null when the address does not say. */
export function placeOf(query: QueryString): number | null {
  const text = textOf(query.at)
  return /^\d{1,7}$/.test(text) ? Number(text) : null
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.trim().slice(0, LONGEST_SEARCH) : ''
}
