import { NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { formatDay } from '#core/local_format'
import { parseDay, parseUpTo, today } from '#core/time'
import type { TableExport } from '#core/export/table_export'
import { KIND_LABELS } from '#stock/ledger/kinds'
import type { BinCardLine } from '#stock/queries/list_item_movements'
import { readLocationName } from '#stock/queries/list_locations'
import { readItemChoices } from '#stock/queries/look_up_items'
import { kindsOf, TYPE_CHOICES } from '#stock/validators/transaction_list'
import { countItemMovements, walkItemMovements } from '#stock/queries/walk_item_movements'

/** The bin card of an item, everywhere or at one location: newest first, with the running balance. */
export const binCardExport: TableExport<BinCardLine> = {
  name: 'bin_card',
  right: ['stock', 'view'],
  columns: [
    { key: 'id', heading: 'Entry', type: 'count', valueOf: (row) => row.id },
    { key: 'date', heading: 'Date', type: 'moment', valueOf: (row) => row.occurredAt },
    { key: 'type', heading: 'Type', type: 'text', valueOf: (row) => KIND_LABELS[row.kind] },
    { key: 'sku', heading: 'SKU', type: 'text', valueOf: (row) => row.part.ipn },
    { key: 'item', heading: 'Item', type: 'text', valueOf: (row) => row.part.name },
    { key: 'from', heading: 'Location', type: 'text', valueOf: (row) => row.from.join(' + ') },
    { key: 'to', heading: 'To location', type: 'text', valueOf: (row) => row.to.join(' + ') },
    { key: 'change', heading: 'Quantity', type: 'quantity', valueOf: (row) => row.change },
    { key: 'balance', heading: 'Balance', type: 'quantity', valueOf: (row) => row.balance },
    { key: 'unit', heading: 'Unit', type: 'text', valueOf: (row) => row.part.unit },
    { key: 'unit_price', heading: 'Unit price', type: 'money', valueOf: (row) => row.unitPrice },
    { key: 'total', heading: 'Total', type: 'money', valueOf: (row) => row.total },
    { key: 'cost', heading: 'Cost', type: 'money', valueOf: (row) => row.cost },
    { key: 'profit', heading: 'Profit', type: 'money', valueOf: (row) => row.profit },
    { key: 'user', heading: 'Booked by', type: 'text', valueOf: (row) => row.userName },
    { key: 'note', heading: 'Note', type: 'text', valueOf: (row) => row.reason },
  ],
  fileName: async ({ id }) => `bin-card-${(await nameOf(id)) || id}-${today()}`,
  async filters({ id, location, type, as_of: asOf }) {
    const place = await readLocationName(placeOf(location))
    const kind = TYPE_CHOICES.find(({ value }) => value === type)?.label
    const day = asOf && parseDay(asOf)
    return [
      await nameOf(id),
      ...(place ? [place] : []),
      ...(kind ? [t(kind)] : []),
      ...(day ? [t('At the end of {day}', { day: formatDay(day) })] : []),
    ]
  },
  async open({ id, location, type, as_of: asOf }) {
    if (!(await nameOf(id))) throw new NotFound('Part')
    const until = asOf && parseDay(asOf) ? (parseUpTo(asOf) ?? undefined) : undefined
    const kinds = kindsOf(type ?? '')
    const card = { partId: Number(id), locationId: placeOf(location), kinds, until }
    return {
      count: (limit) => countItemMovements(card, limit),
      rows: () => walkItemMovements(card),
    }
  },
}

function placeOf(location: string | undefined): number | undefined {
  return location && /^\d{1,15}$/.test(location) ? Number(location) : undefined
}

async function nameOf(id: string): Promise<string> {
  const [item] = await readItemChoices([Number(id)])
  return item?.name ?? ''
}
