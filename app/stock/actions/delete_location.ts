import type { Actor } from '#core/access'
import { isStillReferenced } from '#core/constraint_faults'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { keepDeleted } from '#accounts/deletions'
import { locationResource } from '#stock/resources/location'

/**
 * Deletes a location; those below it move up to its parent. Throws InvalidInput for one that ever
 * held stock: the ledger keeps its name.
 */
export function deleteLocation(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, locationResource, id)
    const children: Row[] = await unit.trx.from('stock_locations').where('parent_id', id)
    await keepLocation(unit, { row, children }, actor)
    await unit.trx
      .from('stock_locations')
      .where('parent_id', id)
      .update({ parent_id: row.parent_id })
    await erase(unit, id)
    for (const child of children) await placeInTree(unit, 'stock_locations', Number(child.id))
    await audit(unit, actor, {
      action: 'delete',
      model: 'stocklocation',
      modelId: id,
      changes: { name: row.name },
    })
  }, outer)
}

function keepLocation(
  unit: UnitOfWork,
  { row, children }: { row: Row; children: Row[] },
  actor: Actor
): Promise<void> {
  const ids = children.map((child) => Number(child.id))
  const to = row.parent_id === null ? null : Number(row.parent_id)
  return keepDeleted(unit, actor, {
    kind: 'stocklocation',
    table: 'stock_locations',
    row,
    moved: [{ table: 'stock_locations', column: 'parent_id', ids, to }],
  })
}

async function erase({ trx }: UnitOfWork, id: number): Promise<void> {
  const movement = await trx.from('stock_movements').where('location_id', id).first()
  if (movement) throw withHistory()
  try {
    await trx.from('stock_locations').where('id', id).delete()
  } catch (error) {
    throw isStillReferenced(error) ? withHistory() : error
  }
}

function withHistory(): InvalidInput {
  return InvalidInput.whole(
    t('Stock was kept here, so the ledger needs this location. Rename it instead.')
  )
}
