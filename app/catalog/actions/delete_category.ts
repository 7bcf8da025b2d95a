import type { Actor } from '#core/access'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { keepDeleted } from '#accounts/deletions'
import { categoryResource } from '#catalog/resources/category'

/** Deletes a category; its parts and the categories below it move up to its parent. */
export function deleteCategory(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, categoryResource, id)
    const children: Row[] = await unit.trx.from('part_categories').where('parent_id', id)
    await keepCategory(unit, { row, children }, actor)
    await unit.trx.from('parts').where('category_id', id).update({ category_id: row.parent_id })
    await unit.trx
      .from('part_categories')
      .where('parent_id', id)
      .update({ parent_id: row.parent_id })
    await unit.trx.from('part_categories').where('id', id).delete()
    for (const child of children) await placeInTree(unit, 'part_categories', Number(child.id))
    await audit(unit, actor, {
      action: 'delete',
      model: 'partcategory',
      modelId: id,
      changes: { name: row.name },
    })
  }, outer)
}

/** Keeps the category with what lies in it, so that it can be put back as it was. */
async function keepCategory(
  unit: UnitOfWork,
  { row, children }: { row: Row; children: Row[] },
  actor: Actor
): Promise<void> {
  const { trx } = unit
  const id = Number(row.id)
  const parts: Row[] = await trx.from('parts').where('category_id', id).select('id')
  const further: Row[] = await trx.from('category_part').where('category_id', id)
  const to = row.parent_id === null ? null : Number(row.parent_id)
  const idsOf = (rows: Row[]) => rows.map((one) => Number(one.id))
  await keepDeleted(unit, actor, {
    kind: 'partcategory',
    table: 'part_categories',
    row,
    dependents: [{ table: 'category_part', rows: further }],
    moved: [
      { table: 'part_categories', column: 'parent_id', ids: idsOf(children), to },
      { table: 'parts', column: 'category_id', ids: idsOf(parts), to },
    ],
  })
}
