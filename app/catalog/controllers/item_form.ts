import type { HttpContext } from '@adonisjs/core/http'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import type { FormInput } from '#core/http/form_memory'
import { LARGEST_ID } from '#core/resource/plain_fields'
import { pickerTexts, typedBefore, type FormShape } from '#catalog/controllers/form'
import { listCategoryChoices } from '#catalog/queries/list_categories'
import {
  CATEGORY_REFERENCE,
  COMPANY_REFERENCE,
  LOCATION_REFERENCE,
} from '#catalog/queries/find_reference'
import type { Item } from '#catalog/queries/read_item'

export const ITEM_FORM: FormShape = {
  checkboxes: ['active'],
  references: {
    category: CATEGORY_REFERENCE,
    supplier: COMPANY_REFERENCE,
    default_location: LOCATION_REFERENCE,
  },
  zeros: ['minimum_stock', 'default_expiry'],
}

/** What the item form shows: the stored values, or what was typed before it was refused. */
export async function itemForm(ctx: HttpContext, item: Item | null) {
  const values: FormInput = { ...(item ? valuesOf(item) : NEW_ITEM), ...typedBefore(ctx) }
  return {
    values,
    texts: await pickerTexts(ITEM_FORM, values),
    categories: await listCategoryChoices(),
    furtherCategories: furtherCategoriesOf(values),
  }
}

/** The values of a new item like this one; its SKU must differ, so it is left open. */
export function copyOf(item: Item): Item {
  return { ...item, name: `${item.name} (copy)`.slice(0, 100), sku: '', isActive: true }
}

/** The ids of the further categories that the form names. */
export function furtherCategoriesOf(input: FormInput): number[] {
  return [input.further_categories ?? []]
    .flat()
    .map(Number)
    .filter((id) => Number.isInteger(id) && id > 0 && id <= LARGEST_ID)
}

const NEW_ITEM: FormInput = { active: '1', further_categories: [] }

function valuesOf(item: Item): FormInput {
  return {
    name: item.name,
    description: item.description,
    IPN: item.sku,
    units: item.units,
    purchase_price: priceText(item.purchasePrice),
    sale_price: priceText(item.salePrice),
    supplier: item.supplierId ?? '',
    category: item.categoryId ?? '',
    further_categories: item.furtherCategories.map(({ id }) => id),
    minimum_stock: formatShort(item.minimumStock, QUANTITY_DECIMALS, 0),
    default_location: item.defaultLocation?.id ?? '',
    default_expiry: item.defaultExpiryDays || '',
    active: item.isActive ? '1' : '',
    keywords: item.keywords,
    link: item.link,
    notes: item.notes,
  }
}

function priceText(price: bigint | null): string {
  return price === null ? '' : formatShort(price, MONEY_DECIMALS, 0)
}
