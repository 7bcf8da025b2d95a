import type { Actor } from '#core/access'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { categoryResource } from '#catalog/resources/category'

/** Deletes a category; its parts and the categories below it move up to its parent. */
export function deleteCategory(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, categoryResource, id)
    const children: Row[] = await unit.trx.from('part_categories').where('parent_id', id)
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
