import type { HttpContext } from '@adonisjs/core/http'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import type { FormInput } from '#core/http/form_memory'
import { t, translatable } from '#core/i18n'
import { LARGEST_ID } from '#core/resource/plain_fields'
import { fieldDecimal } from '#core/typed_decimal'
import { editForm, pickerTexts, typedBefore, type FormShape } from '#catalog/controllers/form'
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
  decimals: ['purchase_price', 'sale_price', 'minimum_stock'],
  labels: {
    name: translatable('Name'),
    IPN: translatable('SKU'),
    description: translatable('Description'),
    category: translatable('Main category'),
    supplier: translatable('Main supplier'),
    further_categories: translatable('Further categories'),
    purchase_price: translatable('Purchase price'),
    sale_price: translatable('Sale price'),
    units: translatable('Unit'),
    minimum_stock: translatable('Minimum stock'),
    default_location: translatable('Default location'),
    default_expiry: translatable('Keeps for'),
    active: translatable('Active'),
    keywords: translatable('Keywords'),
    link: translatable('Link'),
    notes: translatable('Notes'),
  },
}

/** What the form of a new item shows: what it begins with, or what was typed before it was refused. */
export async function itemForm(ctx: HttpContext, beginning: FormInput) {
  const values: FormInput = { ...beginning, ...typedBefore(ctx) }
  return {
    values,
    texts: await pickerTexts(ITEM_FORM, values),
    ...(await categoryBoxes(values)),
  }
}

/** What the form of a stored item shows. */
export async function editItemForm(ctx: HttpContext, item: Item) {
  const [table, model] = ['parts', 'part']
  const edited = { shape: ITEM_FORM, table, model, id: item.id, values: valuesOf(item) }
  const form = await editForm(ctx, edited)
  const categories = await categoryBoxes(form.values)
  const names = new Map(categories.categories.map(({ id, name }) => [String(id), name]))
  const inNames = (ids: string) =>
    ids
      .split(', ')
      .map((id) => names.get(id) ?? id)
      .join(', ')
  const differences = form.edit.differences.map((one) =>
    one.name === 'further_categories'
      ? { ...one, mineText: inNames(one.mine), theirsText: inNames(one.theirs) }
      : one
  )
  return { ...form, edit: { ...form.edit, differences }, ...categories }
}

async function categoryBoxes(values: FormInput) {
  return {
    categories: await listCategoryChoices(),
    furtherCategories: furtherCategoriesOf(values),
  }
}

/** The values of a new item like this one; its SKU must differ, so it is left open. */
export function copyOf(item: Item): FormInput {
  const name = t('{name} (copy)', { name: item.name }).slice(0, 100)
  return { ...valuesOf(item), name, IPN: '', active: '1' }
}

/** What the next of several new items begins with: where the one before belongs. */
export function newItem(asked: FormInput): FormInput {
  const kept = ['category', 'supplier', 'default_location', 'units']
  const values = Object.fromEntries(
    kept.flatMap((name) => {
      const value = asked[name]
      return typeof value === 'string' && value.length <= 20 ? [[name, value]] : []
    })
  )
  return { active: '1', further_categories: [], ...values }
}

/** The ids of the further categories that the form names. */
export function furtherCategoriesOf(input: FormInput): number[] {
  return [input.further_categories ?? []]
    .flat()
    .map(Number)
    .filter((id) => Number.isInteger(id) && id > 0 && id <= LARGEST_ID)
}

export function valuesOf(item: Item): FormInput {
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
    minimum_stock: fieldDecimal(formatShort(item.minimumStock, QUANTITY_DECIMALS, 0)),
    default_location: item.defaultLocation?.id ?? '',
    default_expiry: item.defaultExpiryDays || '',
    active: item.isActive ? '1' : '',
    keywords: item.keywords,
    link: item.link,
    notes: item.notes,
  }
}

function priceText(price: bigint | null): string {
  return price === null ? '' : fieldDecimal(formatShort(price, MONEY_DECIMALS, 0))
}
