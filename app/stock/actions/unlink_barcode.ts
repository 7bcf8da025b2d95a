import { audit } from '#accounts/audit'
import type { Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import type { Coded } from '#catalog/barcodes/code'

/**
 * Takes a foreign code away from what it stands for: one by its id, without an id all of them. Throws
 * NotFound('Barcode') for an id that is not one of its codes.
 */
export function unlinkBarcode(
  { model, id, barcodeId }: Coded & { barcodeId?: number },
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const codes = unit.trx.from('barcodes').where({ model, model_id: id })
    if (barcodeId !== undefined) codes.where('id', barcodeId)
    const rows = await codes.clone().select('id', 'data')
    if (rows.length === 0 && barcodeId !== undefined) throw new NotFound('Barcode')
    for (const { id: rowId, data } of rows) {
      await unit.trx.from('barcodes').where('id', rowId).delete()
      await audit(unit, actor, { action: 'unlink barcode', model, modelId: id, changes: { data } })
    }
  }, outer)
}
