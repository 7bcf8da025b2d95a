import { today } from '#core/time'
import { tableOf, type TableExport } from '#core/export/table_export'
import { yesOrNo } from '#core/export/walk'
import { listBalance, type BalanceRow } from '#stock/queries/list_balance'
import { balanceFilterTexts, textsOf } from '#stock/queries/filter_texts'
import { readBalanceFilter } from '#stock/validators/balance_list'
import { ListQuery } from '#stock/validators/list_query'

/** What lies where, now or at the end of a day. */
export const balanceExport: TableExport<BalanceRow> = {
  name: 'balance',
  right: ['stock', 'view'],
  columns: [
    { key: 'sku', heading: 'SKU', type: 'text', valueOf: (row) => row.part.ipn },
    { key: 'name', heading: 'Item', type: 'text', valueOf: (row) => row.part.name },
    { key: 'location', heading: 'Location', type: 'text', valueOf: (row) => row.location },
    { key: 'quantity', heading: 'Quantity', type: 'quantity', valueOf: (row) => row.quantity },
    { key: 'allocated', heading: 'Allocated', type: 'quantity', valueOf: (row) => row.allocated },
    { key: 'available', heading: 'Available', type: 'quantity', valueOf: (row) => row.available },
    { key: 'unit', heading: 'Unit', type: 'text', valueOf: (row) => row.part.unit },
    { key: 'value', heading: 'Value at cost', type: 'money', valueOf: (row) => row.value },
    {
      key: 'sale_value',
      heading: 'Value at sale price',
      type: 'money',
      valueOf: (row) => row.saleValue,
    },
    {
      key: 'minimum',
      heading: 'Minimum stock',
      type: 'quantity',
      valueOf: (row) => row.part.minimum,
    },
    {
      key: 'state',
      heading: 'Below minimum',
      type: 'text',
      valueOf: (row) => yesOrNo(row.isBelowMinimum),
    },
  ],
  fileName: async ({ as_of: asOf }) => `stock-balance-${asOf || today()}`,
  filters: async (query) => textsOf(await balanceFilterTexts(ListQuery.of(query))),
  async open(query, ids) {
    const { rows } = await listBalance(await readBalanceFilter(ListQuery.of(query)))
    const chosen = new Set(ids)
    return tableOf(ids.length > 0 ? rows.filter((row) => chosen.has(balanceKey(row))) : rows)
  },
}

/** What a chosen row is called in an address: "17-3" for an item at a place, "17" for an item. */
export function balanceKey({ part, locationId }: BalanceRow): string {
  return locationId === null ? String(part.id) : `${part.id}-${locationId}`
}
