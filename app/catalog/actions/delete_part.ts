import type { Actor } from '#core/access'
import { translatable } from '#core/i18n'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { keepDeleted } from '#accounts/deletions'
import { recordPartChanged, recordPartDeleted } from '#catalog/actions/part_changed'
import { partStock } from '#catalog/part_stock'
import { partResource } from '#catalog/resources/part'

/** What became of a part that was to be deleted. */
export type PartRemoval =
  { outcome: 'deleted'; name: string } | { outcome: 'deactivated'; name: string; reason: string }

/**
 * Deletes a part that nothing was ever recorded for; one with history is made inactive instead,
 * because its postings must keep their part.
 */
export function deletePart(id: number, actor: Actor, outer?: UnitOfWork): Promise<PartRemoval> {
  return transact(async (unit) => {
    const row = await lockRow(unit, partResource, id)
    const name = String(row.name)
    const reason = await whyKept(unit, id)
    if (reason === null) {
      await erase(unit, row, actor)
      return { outcome: 'deleted', name }
    }
    await deactivate(unit, row, actor)
    return { outcome: 'deactivated', name, reason }
  }, outer)
}

/** Why a part cannot be erased, for people; null when it can. */
export async function whyKept(unit: UnitOfWork, id: number): Promise<string | null> {
  const history = await partStock().historyOf(unit.trx, id)
  if (history) return history
  const dependent = await unit.trx
    .from('parts')
    .where((either) => void either.where('variant_of_id', id).orWhere('revision_of_id', id))
    .first()
  return dependent ? translatable('other parts are variants or revisions of it') : null
}

async function erase(unit: UnitOfWork, row: Row, actor: Actor): Promise<void> {
  const id = Number(row.id)
  const dependents = await readDependents(unit, id)
  await keepDeleted(unit, actor, { kind: 'part', table: 'parts', row, dependents })
  await unit.trx.from('parts').where('id', id).delete()
  await recordPartDeleted(unit, row)
  await audit(unit, actor, {
    action: 'delete',
    model: 'part',
    modelId: id,
    changes: { name: row.name, ipn: row.ipn },
  })
}

/** The tables whose rows go with their part, and come back with it. */
const DEPENDENT_TABLES = ['category_part', 'part_prices', 'part_images']

async function readDependents({ trx }: UnitOfWork, partId: number) {
  const dependents: { table: string; rows: Row[] }[] = []
  for (const table of DEPENDENT_TABLES) {
    dependents.push({ table, rows: await trx.from(table).where('part_id', partId) })
  }
  return dependents
}

async function deactivate(unit: UnitOfWork, row: Row, actor: Actor): Promise<void> {
  if (!row.is_active) return
  const id = Number(row.id)
  await unit.trx
    .from('parts')
    .where('id', id)
    .update({ is_active: 0, version: Number(row.version) + 1, updated_at: now() })
  await recordPartChanged(unit, id)
  await audit(unit, actor, { action: 'deactivate', model: 'part', modelId: id })
}
