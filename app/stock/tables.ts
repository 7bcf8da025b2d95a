import { translatable } from '#core/i18n'
import { defineTable } from '#core/table/definition'

export const TRANSACTIONS_TABLE = defineTable({
  name: 'transactions',
  path: '/transactions',
  defaultOrdering: '-date',
  columns: [
    { key: 'date', label: translatable('Date'), ordering: 'date', isFixed: true },
    { key: 'type', label: translatable('Type') },
    { key: 'item', label: translatable('Item') },
    { key: 'sku', label: translatable('SKU'), isHidden: true },
    { key: 'location', label: translatable('Location') },
    { key: 'quantity', label: translatable('Quantity'), isNumeric: true },
    { key: 'unit_price', label: translatable('Unit price'), isNumeric: true },
    { key: 'total', label: translatable('Total'), isNumeric: true },
    { key: 'cost', label: translatable('Cost'), isNumeric: true },
    { key: 'profit', label: translatable('Profit'), isNumeric: true },
    { key: 'user', label: translatable('Booked by'), isHidden: true },
    { key: 'note', label: translatable('Note'), isHidden: true },
    { key: 'recorded', label: translatable('Recorded'), isHidden: true },
  ],
})

export const BALANCE_TABLE = defineTable({
  name: 'balance',
  path: '/balance',
  defaultOrdering: 'name',
  columns: [
    { key: 'name', label: translatable('Item'), ordering: 'name', isFixed: true },
    { key: 'sku', label: translatable('SKU'), isHidden: true },
    { key: 'location', label: translatable('Location') },
    { key: 'quantity', label: translatable('On hand'), ordering: 'quantity', isNumeric: true },
    { key: 'allocated', label: translatable('Allocated'), isNumeric: true },
    { key: 'available', label: translatable('Available'), isNumeric: true },
    { key: 'value', label: translatable('Value at cost'), ordering: 'value', isNumeric: true },
    { key: 'sale_value', label: translatable('Value at sale price'), isNumeric: true },
    { key: 'minimum', label: translatable('Minimum'), isNumeric: true },
    { key: 'state', label: translatable('State') },
  ],
})

export const LOCATIONS_TABLE = defineTable({
  name: 'locations',
  path: '/locations',
  defaultOrdering: 'name',
  columns: [
    { key: 'name', label: translatable('Location'), isFixed: true },
    { key: 'address', label: translatable('Address') },
    { key: 'description', label: translatable('Description'), isHidden: true },
    { key: 'items', label: translatable('Items'), isNumeric: true },
    { key: 'lots', label: translatable('Lots'), isNumeric: true },
    { key: 'value', label: translatable('Value at cost'), isNumeric: true },
  ],
})
