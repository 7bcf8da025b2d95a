import { audit } from '#accounts/audit'
import type { Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import { InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { hashOfCode, LONGEST_CODE, readOwnCode, type Coded } from '#catalog/barcodes/code'
import { findLinkedCode, partIdsOfCode } from '#catalog/queries/find_linked_code'
import { BarcodeTaken } from '#stock/barcodes/barcode_taken'
import { exists, findBoundCode } from '#stock/queries/find_code'

export interface LinkBarcodeInput extends Coded {
  code: string
}

const MODEL_NAMES = { part: 'Part', stockitem: 'StockItem', stocklocation: 'StockLocation' }

/**
 * Makes a foreign code stand for an item, a lot or a place. Throws {@link BarcodeTaken} with what has
 * it, also when it is that very thing.
 */
export async function linkBarcode(
  { code, model, id }: LinkBarcodeInput,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  const data = readableCode(code)
  try {
    return await transact(async (unit) => {
      if (!(await exists({ model, id }, unit.trx))) throw new NotFound(MODEL_NAMES[model])
      const holder =
        (await findBoundCode(data, unit.trx)) ?? (await otherWithNumber(data, { model, id }, unit))
      if (holder) throw new BarcodeTaken(holder)
      await forgetGone(data, unit)
      const [barcodeId] = await unit.trx.table('barcodes').insert({
        hash: hashOfCode(data),
        data,
        model,
        model_id: id,
        user_id: actor.id > 0 ? actor.id : null,
        created_at: now(),
      })
      await audit(unit, actor, { action: 'link barcode', model, modelId: id, changes: { data } })
      return Number(barcodeId)
    }, outer)
  } catch (error) {
    const holder = isUniqueViolation(error) ? await findBoundCode(data) : null
    throw holder ? new BarcodeTaken(holder) : error
  }
}

/** A link would hide the item whose number this is from all who scan it. */
async function otherWithNumber(
  data: string,
  { model, id }: Coded,
  { trx }: UnitOfWork
): Promise<Coded | null> {
  const [partId] = await partIdsOfCode(data, trx)
  if (partId === undefined || (model === 'part' && partId === id)) return null
  return { model: 'part', id: partId }
}

/** What had the code may have been deleted since; what another request linked meanwhile stays. */
async function forgetGone(data: string, { trx }: UnitOfWork): Promise<void> {
  const gone = await findLinkedCode(data, trx)
  if (!gone || (await exists(gone, trx))) return
  const { model, id } = gone
  await trx
    .from('barcodes')
    .where({ hash: hashOfCode(data), model, model_id: id })
    .delete()
}

/** Throws InvalidInput for what nothing could be found by later. */
function readableCode(code: string): string {
  const data = code.trim()
  if (data === '') throw InvalidInput.field('barcode', t('Scan or type a code.'))
  if (data.length > LONGEST_CODE) throw InvalidInput.field('barcode', t('This code is too long.'))
  if (readOwnCode(data)) {
    throw InvalidInput.field('barcode', t('Codes of this form are Bincard’s own and need no link.'))
  }
  return data
}
