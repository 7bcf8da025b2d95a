import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow, updateRow } from '#core/resource/write_rows'
import { refuseStale } from '#core/row_version'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { type LocationValues, makeOnlyDefault } from '#stock/actions/create_location'
import { locationResource } from '#stock/resources/location'

export interface LocationChange {
  id: number
  values: Partial<LocationValues>
  /** The version of the row that the change was made from; left out, it is not asked for. */
  seen?: string
}

/** Changes the given fields of a location; a new name or parent moves all below it too. */
export function updateLocation(
  { id, values, seen }: LocationChange,
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, locationResource, id)
    refuseStale(row, seen)
    if (values.structural && !row.structural) await refuseWithStock(unit, id)
    const changes = await updateRow(unit, locationResource, { row, values })
    if (changes.name || changes.parent_id) await placeInTree(unit, 'stock_locations', id)
    if (values.is_default) await makeOnlyDefault(unit, id)
    if (Object.keys(changes).length === 0) return
    await audit(unit, actor, {
      action: 'change',
      model: 'stocklocation',
      modelId: id,
      changes,
    })
  }, outer)
}

async function refuseWithStock({ trx }: UnitOfWork, id: number): Promise<void> {
  const lot = await trx
    .from('stock_items')
    .where('location_id', id)
    .where('quantity', '>', 0)
    .first()
  if (lot) {
    throw InvalidInput.field(
      'structural',
      t('A location cannot be made structural while stock lies in it.')
    )
  }
}
