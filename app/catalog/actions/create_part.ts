import type { Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import type { InputOf } from '#core/resource/resource'
import { insertRow } from '#core/resource/write_rows'
import { today } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { recordPartChanged } from '#catalog/actions/part_changed'
import {
  duplicatePart,
  identityHash,
  refuseDuplicate,
  refuseStructural,
} from '#catalog/actions/part_rules'
import { recordPrices } from '#catalog/actions/record_prices'
import { partResource } from '#catalog/resources/part'

export type PartValues = InputOf<typeof partResource>

/** Makes a part; gives its id. Throws InvalidInput when name, IPN and revision are taken. */
export async function createPart(
  values: PartValues,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  try {
    return await transact((unit) => insertPart(unit, values, actor), outer)
  } catch (error) {
    // Two clients made the same part at once: the database let one of them.
    throw isUniqueViolation(error) ? duplicatePart() : error
  }
}

async function insertPart(unit: UnitOfWork, values: PartValues, actor: Actor): Promise<number> {
  const hash = identityHash(values)
  await refuseDuplicate(unit, hash)
  await refuseStructural(unit, values.category)
  const columns = { identity_hash: hash, creation_user_id: actor.id, creation_date: today() }
  const id = await insertRow(unit, partResource, { values, columns })
  await recordPrices(unit, { partId: id, ...values }, actor)
  await recordPartChanged(unit, id)
  await audit(unit, actor, { action: 'create', model: 'part', modelId: id, changes: values })
  return id
}
