import type { Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow, updateRow } from '#core/resource/write_rows'
import { refuseStale } from '#core/row_version'
import type { Row } from '#core/sql'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import type { PartValues } from '#catalog/actions/create_part'
import { recordPartChanged } from '#catalog/actions/part_changed'
import {
  duplicatePart,
  identityHash,
  refuseDuplicate,
  refuseStructural,
} from '#catalog/actions/part_rules'
import { changesPrices, pricesOf, recordPrices } from '#catalog/actions/record_prices'
import { partResource } from '#catalog/resources/part'

export interface PartChange {
  id: number
  values: Partial<PartValues>
  /** The version of the row that the change was made from; left out, it is not asked for. */
  seen?: string
}

/** Changes the given fields of a part. */
export async function updatePart(
  change: PartChange,
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  try {
    await transact((unit) => writeChange(unit, change, actor), outer)
  } catch (error) {
    throw isUniqueViolation(error) ? duplicatePart() : error
  }
}

async function writeChange(
  unit: UnitOfWork,
  { id, values, seen }: PartChange,
  actor: Actor
): Promise<void> {
  const row = await lockRow(unit, partResource, id)
  refuseStale(row, seen)
  refuseItself(id, values)
  const hash = identityHash(identityAfter(row, values))
  await refuseDuplicate(unit, hash, id)
  await refuseStructural(unit, values.category)
  const changes = await updateRow(unit, partResource, { row, values })
  if (Object.keys(changes).length === 0) return
  await unit.trx
    .from('parts')
    .where('id', id)
    .update({ identity_hash: hash, version: Number(row.version) + 1 })
  if (changesPrices(changes)) {
    const prices = await unit.trx.from('parts').where('id', id).firstOrFail()
    await recordPrices(unit, { partId: id, ...pricesOf(prices) }, actor)
  }
  await recordPartChanged(unit, id)
  await audit(unit, actor, { action: 'change', model: 'part', modelId: id, changes })
}

function identityAfter(row: Row, { name, IPN, revision }: Partial<PartValues>) {
  return {
    name: name ?? String(row.name),
    IPN: IPN === undefined ? textOrNull(row.ipn) : IPN,
    revision: revision === undefined ? textOrNull(row.revision) : revision,
  }
}

function textOrNull(value: unknown): string | null {
  return value === null ? null : String(value)
}

function refuseItself(
  id: number,
  { variant_of: variantOf, revision_of: revisionOf }: Partial<PartValues>
): void {
  if (variantOf === id)
    throw InvalidInput.field('variant_of', t('Part cannot be a variant of itself'))
  if (revisionOf === id)
    throw InvalidInput.field('revision_of', t('Part cannot be a revision of itself'))
}
