import { can, type Actor, type Area } from '#core/access'
import { Conflict, Forbidden, InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact } from '#core/unit_of_work'
import { readDeletion, type DeletedKind, type Deletion } from '#accounts/deletions'
import { auditRestored, restoreCatalog, restoreInTree } from '#catalog/actions/restore_catalog'

const AREAS: Record<DeletedKind, Area> = {
  part: 'part',
  company: 'purchase_order',
  partcategory: 'part_category',
  stocklocation: 'stock_location',
}

/**
 * Puts back what was deleted, under its id: whoever deleted it may, and whoever may delete such things.
 * Throws NotFound, Forbidden, or Conflict when something else took its place.
 */
export async function restoreDeleted(id: number, actor: Actor): Promise<Deletion> {
  const deletion = await readDeletion(id)
  const area = AREAS[deletion.kind]
  if (deletion.userId !== actor.id && !can(actor, area, 'delete')) {
    throw new Forbidden(area, 'delete')
  }
  try {
    if (deletion.kind === 'stocklocation') await restoreLocation(deletion, actor)
    else await restoreCatalog(deletion, actor)
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    const { name } = deletion
    throw new Conflict(t('{name} cannot be put back: another one has its name now.', { name }))
  }
  return deletion
}

function restoreLocation(deletion: Deletion, actor: Actor): Promise<void> {
  return transact(async (unit) => {
    await restoreInTree(unit, deletion)
    if (deletion.row.is_default) await onlyOneDefault(unit.trx, deletion.recordId)
    await auditRestored(unit, deletion, actor)
  })
}

type Client = Parameters<Parameters<typeof transact>[0]>[0]['trx']

/** Another may have become the default meanwhile: that one stays. */
async function onlyOneDefault(trx: Client, id: number): Promise<void> {
  const locations = () => trx.from('stock_locations').where('is_default', 1)
  if (await locations().whereNot('id', id).first()) {
    await locations().where('id', id).update({ is_default: 0 })
  }
}
