import { NotFound } from '#core/exceptions'
import { reader } from '#core/replicas'
import { today } from '#core/time'
import { tableOf, type TableExport } from '#core/export/table_export'
import { numbersOf } from '#core/export/walk'
import { listLotRows, type LotRow } from '#stock/queries/read_lot_rows'
import { readItemChoices } from '#stock/queries/look_up_items'

const MOST_LOTS = 1_000_000

/** The lots of an item in picking order. */
export const lotsExport: TableExport<LotRow> = {
  name: 'lots',
  right: ['stock', 'view'],
  columns: [
    { key: 'id', heading: 'Lot', type: 'count', valueOf: (row) => row.id },
    { key: 'sku', heading: 'SKU', type: 'text', valueOf: (row) => row.ipn },
    { key: 'item', heading: 'Item', type: 'text', valueOf: (row) => row.partName },
    { key: 'location', heading: 'Location', type: 'text', valueOf: (row) => row.location },
    { key: 'quantity', heading: 'Quantity', type: 'quantity', valueOf: (row) => row.quantity },
    { key: 'allocated', heading: 'Allocated', type: 'quantity', valueOf: (row) => row.allocated },
    { key: 'available', heading: 'Available', type: 'quantity', valueOf: (row) => row.available },
    { key: 'unit', heading: 'Unit', type: 'text', valueOf: (row) => row.unit },
    { key: 'unit_cost', heading: 'Unit cost', type: 'money', valueOf: (row) => row.unitCost },
    { key: 'value', heading: 'Value at cost', type: 'money', valueOf: (row) => row.value },
    { key: 'received', heading: 'Received', type: 'moment', valueOf: (row) => row.receivedAt },
    { key: 'expires', heading: 'Expires', type: 'day', valueOf: (row) => row.expiryDate },
    { key: 'batch', heading: 'Batch', type: 'text', valueOf: (row) => row.batch },
    { key: 'serial', heading: 'Serial', type: 'text', valueOf: (row) => row.serial },
    { key: 'status', heading: 'Status', type: 'text', valueOf: (row) => row.statusLabel },
    { key: 'supplier', heading: 'Supplier', type: 'text', valueOf: (row) => row.supplier },
    { key: 'note', heading: 'Note', type: 'text', valueOf: (row) => row.notes },
  ],
  fileName: async ({ id }) => `lots-${(await nameOf(id)) || id}-${today()}`,
  filters: async ({ id }) => [await nameOf(id)],
  async open({ id }, ids) {
    if (!(await nameOf(id))) throw new NotFound('Part')
    const lots = await listLotRows({ partId: Number(id), limit: MOST_LOTS }, reader())
    const chosen = new Set(numbersOf(ids))
    return tableOf(ids.length > 0 ? lots.filter((lot) => chosen.has(lot.id)) : lots)
  },
}

async function nameOf(id: string): Promise<string> {
  const [item] = await readItemChoices([Number(id)])
  return item?.name ?? ''
}
