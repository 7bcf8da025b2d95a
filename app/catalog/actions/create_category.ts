import type { Actor } from '#core/access'
import type { InputOf } from '#core/resource/resource'
import { insertRow } from '#core/resource/write_rows'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { categoryResource } from '#catalog/resources/category'

export type CategoryValues = InputOf<typeof categoryResource>

/** Makes a category; gives its id. Throws InvalidInput when its parent has one of that name. */
export function createCategory(
  values: CategoryValues,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  return transact(async (unit) => {
    const id = await insertRow(unit, categoryResource, { values, columns: { pathstring: '' } })
    await placeInTree(unit, 'part_categories', id)
    await audit(unit, actor, {
      action: 'create',
      model: 'partcategory',
      modelId: id,
      changes: values,
    })
    return id
  }, outer)
}
