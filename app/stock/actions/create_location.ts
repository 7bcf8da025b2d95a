import type { Actor } from '#core/access'
import type { InputOf } from '#core/resource/resource'
import { insertRow } from '#core/resource/write_rows'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { locationResource } from '#stock/resources/location'

export type LocationValues = InputOf<typeof locationResource>

/** Makes a location; gives its id. Throws InvalidInput when its parent has one of that name. */
export function createLocation(
  values: LocationValues,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  return transact(async (unit) => {
    const id = await insertRow(unit, locationResource, { values, columns: { pathstring: '' } })
    await placeInTree(unit, 'stock_locations', id)
    if (values.is_default) await makeOnlyDefault(unit, id)
    await audit(unit, actor, {
      action: 'create',
      model: 'stocklocation',
      modelId: id,
      changes: values,
    })
    return id
  }, outer)
}

/** There is one default location: this one. */
export async function makeOnlyDefault({ trx }: UnitOfWork, id: number): Promise<void> {
  await trx
    .from('stock_locations')
    .where('is_default', 1)
    .whereNot('id', id)
    .update({ is_default: 0 })
}
