import { t } from '#core/i18n'
import {
  CATEGORY_REFERENCE,
  COMPANY_REFERENCE,
  referenceText,
} from '#catalog/queries/find_reference'
import type { ItemList } from '#catalog/queries/list_items'

/** What a list of items is narrowed to, for people. */
export async function itemFilterTexts(list: ItemList): Promise<string[]> {
  return [
    list.search && `“${list.search}”`,
    await referenceText(CATEGORY_REFERENCE, list.categoryId),
    await referenceText(COMPANY_REFERENCE, list.supplierId),
    list.status === 'inactive' && t('inactive'),
    list.status === 'all' && t('active and inactive'),
    list.isBelowMinimum && t('below minimum'),
  ].filter((text) => typeof text === 'string' && text !== '') as string[]
}
