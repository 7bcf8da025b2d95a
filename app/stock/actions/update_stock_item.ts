import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { countLot } from '#stock/actions/adjust_lot'
import type { StockItemValues } from '#stock/actions/create_stock_items'
import { editLot, revalueLot } from '#stock/actions/edit_lot'
import { transferLot } from '#stock/actions/transfer_stock'
import type { Lot } from '#stock/ledger/lot'
import { readLot } from '#stock/queries/read_lots'

/**
 * Changes a lot as the API's clients ask: each kind of change is a posting of its own (a new quantity
 * a count, a new price a revaluation, a new place a transfer, the rest a note).
 */
export async function updateStockItem(
  { id, values }: { id: number; values: Partial<StockItemValues> },
  actor: Actor,
  unit: UnitOfWork
): Promise<void> {
  const lot = await readLot(unit, id)
  const facts = { lotId: id, actorId: actor.id, reason: '' }
  if (values.part !== undefined && values.part !== lot.partId) {
    throw InvalidInput.field('part', t('The part of a stock item cannot be changed.'))
  }
  await editLot({ ...facts, set: editedFields(values) }, unit)
  if (values.purchase_price !== undefined) {
    await revalueLot({ ...facts, unitCost: values.purchase_price }, unit)
  }
  if (values.quantity !== undefined && values.quantity !== lot.quantity) {
    await countLot({ ...facts, quantity: values.quantity }, unit)
  }
  await moveTo(values.location, { lot, facts, unit })
}

interface Move {
  lot: Lot
  facts: { lotId: number; actorId: number; reason: string }
  unit: UnitOfWork
}

async function moveTo(locationId: number | null | undefined, { lot, facts, unit }: Move) {
  if (locationId === undefined || locationId === lot.locationId) return
  if (locationId === null) {
    throw InvalidInput.field(
      'location',
      t('Stock cannot be taken off its place; move it to another.')
    )
  }
  await transferLot({ ...facts, locationId }, unit)
}

function editedFields(values: Partial<StockItemValues>) {
  return {
    status: values.status,
    expiryDate: values.expiry_date,
    batch: values.batch,
    serial: values.serial,
    packaging: values.packaging,
    link: values.link,
    notes: values.notes,
    deleteOnDeplete: values.delete_on_deplete,
  }
}
