import { today } from '#core/time'
import type { TableExport } from '#core/export/table_export'
import { inListOrder, numbersOf, tableOfIds, yesOrNo } from '#core/export/walk'
import { readItemList } from '#catalog/controllers/item_list_request'
import { readItemRows, type ItemRow } from '#catalog/queries/item_rows'
import { listItemIds } from '#catalog/queries/list_items'
import { itemFilterTexts } from '#catalog/queries/item_filter_texts'

/** The list of items; its headings are those that the import knows. */
export const itemsExport: TableExport<ItemRow> = {
  name: 'items',
  right: ['part', 'view'],
  columns: [
    { key: 'name', heading: 'Name', type: 'text', valueOf: (row) => row.name },
    { key: 'description', heading: 'Description', type: 'text', valueOf: (row) => row.description },
    { key: 'sku', heading: 'SKU', type: 'text', valueOf: (row) => row.sku },
    { key: 'category', heading: 'Category', type: 'text', valueOf: (row) => row.category },
    { key: 'supplier', heading: 'Supplier', type: 'text', valueOf: (row) => row.supplier },
    { key: 'units', heading: 'Unit', type: 'text', valueOf: (row) => row.units },
    {
      key: 'purchase_price',
      heading: 'Purchase price',
      type: 'money',
      valueOf: (row) => row.purchasePrice,
    },
    { key: 'sale_price', heading: 'Sale price', type: 'money', valueOf: (row) => row.salePrice },
    {
      key: 'margin',
      heading: 'Margin %',
      type: 'count',
      valueOf: (row) => row.margin?.replace('−', '-'),
    },
    { key: 'on_hand', heading: 'On hand', type: 'quantity', valueOf: (row) => row.onHand },
    { key: 'available', heading: 'Available', type: 'quantity', valueOf: (row) => row.available },
    {
      key: 'minimum_stock',
      heading: 'Minimum stock',
      type: 'quantity',
      valueOf: (row) => row.minimumStock,
    },
    { key: 'status', heading: 'Active', type: 'text', valueOf: (row) => yesOrNo(row.isActive) },
  ],
  fileName: async () => `items-${today()}`,
  filters: async (query) => itemFilterTexts(await readItemList(query)),
  async open(query, ids) {
    const listed = await listItemIds(await readItemList(query))
    const rows = ids.length > 0 ? inListOrder(listed, numbersOf(ids)) : listed
    return tableOfIds(rows, readItemRows)
  },
}
