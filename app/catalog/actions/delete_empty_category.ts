import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import type { Row } from '#core/sql'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { deleteCategory } from '#catalog/actions/delete_category'

/** Deletes a category that nothing lies in. Throws InvalidInput that says what does. */
export function deleteEmptyCategory(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const found = await contentsOf(unit, id)
    if (found.length > 0) {
      throw InvalidInput.whole(
        `This category cannot be deleted: it still has ${found.join(' and ')}. Move them elsewhere first.`
      )
    }
    await deleteCategory(id, actor, unit)
  }, outer)
}

async function contentsOf({ trx }: UnitOfWork, id: number): Promise<string[]> {
  const count = async (table: string, column: string) => {
    const row: Row | null = await trx.from(table).where(column, id).count('* as total').first()
    return Number(row?.total ?? 0)
  }
  const items =
    (await count('parts', 'category_id')) + (await count('category_part', 'category_id'))
  const children = await count('part_categories', 'parent_id')
  return [
    ...(items > 0 ? [items === 1 ? 'one item' : `${items} items`] : []),
    ...(children > 0
      ? [children === 1 ? 'one category below it' : `${children} categories below it`]
      : []),
  ]
}
