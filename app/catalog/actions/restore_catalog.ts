import type { Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import { Conflict } from '#core/exceptions'
import { t } from '#core/i18n'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { putBack, type Deletion, type DeletedKind } from '#accounts/deletions'
import { recordPartChanged } from '#catalog/actions/part_changed'
import { refuseDuplicate } from '#catalog/actions/part_rules'

type Restore = (unit: UnitOfWork, deletion: Deletion) => Promise<void>

const RESTORES: Partial<Record<DeletedKind, Restore>> = {
  async part(unit, deletion) {
    await refuseDuplicate(unit, String(deletion.row.identity_hash))
    // One more than the last word on it, which said that it was deleted.
    const version = Number(deletion.row.version) + 2
    await putBack(unit, await withLivingReferences(unit, deletion), { version })
    await recordPartChanged(unit, deletion.recordId)
  },
  company: (unit, deletion) => putBack(unit, deletion),
  partcategory: (unit, deletion) => restoreInTree(unit, deletion),
}

/** Puts back a part, a company or a category that was deleted. Throws Conflict when it cannot be. */
export async function restoreCatalog(deletion: Deletion, actor: Actor): Promise<void> {
  const restore = RESTORES[deletion.kind]
  if (!restore) throw new Error(`The catalogue cannot restore a ${deletion.kind}`)
  try {
    await transact(async (unit) => {
      await restore(unit, deletion)
      await auditRestored(unit, deletion, actor)
    })
  } catch (error) {
    if (!isUniqueViolation(error)) throw error
    throw new Conflict(t('{name} is there already.', { name: deletion.name }))
  }
}

/** Puts back a row of a tree, and below it what had moved up. */
export async function restoreInTree(unit: UnitOfWork, deletion: Deletion): Promise<void> {
  const { table, row, recordId } = deletion
  const parentId = row.parent_id === null ? null : Number(row.parent_id)
  const hasParent = parentId !== null && (await unit.trx.from(table).where('id', parentId).first())
  // Its path is written anew: what is above it may have moved meanwhile.
  await putBack(unit, deletion, { path: '', parent_id: hasParent ? parentId : null })
  await placeInTree(unit, table, recordId)
  for (const { table: moved, ids } of deletion.moved) {
    if (moved !== table) continue
    const below = await unit.trx.from(table).whereIn('id', ids).where('parent_id', recordId)
    for (const child of below) await placeInTree(unit, table, Number(child.id))
  }
}

export function auditRestored(unit: UnitOfWork, deletion: Deletion, actor: Actor): Promise<void> {
  const { kind, recordId, name } = deletion
  return audit(unit, actor, {
    action: 'restore',
    model: kind,
    modelId: recordId,
    changes: { name },
  })
}

const REFERENCES: Record<string, string> = {
  category_id: 'part_categories',
  supplier_id: 'companies',
  default_location_id: 'stock_locations',
}

/** What a part named may be gone as well: then it names nothing. */
async function withLivingReferences({ trx }: UnitOfWork, deletion: Deletion): Promise<Deletion> {
  const row = { ...deletion.row }
  for (const [column, table] of Object.entries(REFERENCES)) {
    const id = row[column]
    if (id !== null && !(await trx.from(table).where('id', Number(id)).first())) row[column] = null
  }
  const dependents = []
  for (const { table, rows } of deletion.dependents) {
    const kept = []
    for (const one of rows) {
      const category = one.category_id
      const isGone =
        table === 'category_part' &&
        !(await trx.from('part_categories').where('id', Number(category)).first())
      if (!isGone) kept.push(one)
    }
    dependents.push({ table, rows: kept })
  }
  return { ...deletion, row, dependents }
}
