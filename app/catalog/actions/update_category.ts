import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow, updateRow } from '#core/resource/write_rows'
import { refuseStale } from '#core/row_version'
import { placeInTree } from '#core/tree'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import type { CategoryValues } from '#catalog/actions/create_category'
import { categoryResource } from '#catalog/resources/category'

export interface CategoryChange {
  id: number
  values: Partial<CategoryValues>
  /** The version of the row that the change was made from; left out, it is not asked for. */
  seen?: string
}

/** Changes the given fields of a category; a new name or parent moves all below it too. */
export function updateCategory(
  { id, values, seen }: CategoryChange,
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, categoryResource, id)
    refuseStale(row, seen)
    if (values.structural && !row.structural) await refuseWithParts(unit, id)
    const changes = await updateRow(unit, categoryResource, { row, values })
    if (changes.name || changes.parent_id) await placeInTree(unit, 'part_categories', id)
    if (Object.keys(changes).length === 0) return
    await audit(unit, actor, {
      action: 'change',
      model: 'partcategory',
      modelId: id,
      changes,
    })
  }, outer)
}

async function refuseWithParts({ trx }: UnitOfWork, id: number): Promise<void> {
  if (await trx.from('parts').where('category_id', id).first()) {
    throw InvalidInput.field(
      'structural',
      t('A category cannot be made structural while parts are assigned to it.')
    )
  }
}
