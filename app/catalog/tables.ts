import { translatable } from '#core/i18n'
import { defineTable } from '#core/table/definition'

export const ITEMS_TABLE = defineTable({
  name: 'items',
  path: '/items',
  defaultOrdering: 'name',
  columns: [
    { key: 'name', label: translatable('Item'), ordering: 'name', isFixed: true },
    { key: 'sku', label: translatable('SKU'), ordering: 'sku' },
    { key: 'category', label: translatable('Category') },
    { key: 'supplier', label: translatable('Supplier') },
    { key: 'units', label: translatable('Unit'), isHidden: true },
    { key: 'purchase_price', label: translatable('Purchase price'), isNumeric: true },
    {
      key: 'sale_price',
      label: translatable('Sale price'),
      ordering: 'sale_price',
      isNumeric: true,
    },
    { key: 'margin', label: translatable('Margin'), isNumeric: true },
    { key: 'on_hand', label: translatable('On hand'), ordering: 'on_hand', isNumeric: true },
    { key: 'available', label: translatable('Available'), isNumeric: true, isHidden: true },
    { key: 'minimum_stock', label: translatable('Minimum'), isNumeric: true, isHidden: true },
    { key: 'status', label: translatable('Status') },
  ],
})

export const COMPANIES_TABLE = defineTable({
  name: 'companies',
  path: '/suppliers',
  defaultOrdering: 'name',
  columns: [
    { key: 'name', label: translatable('Name'), ordering: 'name', isFixed: true },
    { key: 'contact', label: translatable('Contact') },
    { key: 'phone', label: translatable('Phone') },
    { key: 'email', label: translatable('E-mail') },
    {
      key: 'lead_time',
      label: translatable('Lead time'),
      ordering: 'lead_time',
      isNumeric: true,
    },
    { key: 'items', label: translatable('Items'), isNumeric: true },
    { key: 'currency', label: translatable('Currency'), isHidden: true },
    { key: 'tax_id', label: translatable('Tax ID'), isHidden: true },
    { key: 'status', label: translatable('Status') },
  ],
})

export const CATEGORIES_TABLE = defineTable({
  name: 'categories',
  path: '/categories',
  defaultOrdering: 'name',
  columns: [
    { key: 'name', label: translatable('Category'), isFixed: true },
    { key: 'description', label: translatable('Description') },
    { key: 'items', label: translatable('Items'), isNumeric: true },
  ],
})
