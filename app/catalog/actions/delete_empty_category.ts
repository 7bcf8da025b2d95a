import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { deleteCategory } from '#catalog/actions/delete_category'

/** Deletes a category that nothing lies in. Throws InvalidInput that says what does. */
export function deleteEmptyCategory(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const why = whyFull(await contentsOf(unit, id))
    if (why) throw InvalidInput.whole(why)
    await deleteCategory(id, actor, unit)
  }, outer)
}

interface Contents {
  items: number
  children: number
}

/** What lies in it, in words; null for nothing. */
function whyFull({ items, children }: Contents): string | null {
  const counts = { items, children }
  if (items > 0 && children > 0) {
    return t(
      'This category cannot be deleted: it still has {items, plural, one {one item} other {# items}} and {children, plural, one {one category below it} other {# categories below it}}. Move them elsewhere first.',
      counts
    )
  }
  if (items > 0) {
    return t(
      'This category cannot be deleted: it still has {items, plural, one {one item} other {# items}}. Move them elsewhere first.',
      counts
    )
  }
  if (children === 0) return null
  return t(
    'This category cannot be deleted: it still has {children, plural, one {one category below it} other {# categories below it}}. Move them elsewhere first.',
    counts
  )
}

async function contentsOf({ trx }: UnitOfWork, id: number): Promise<Contents> {
  const count = async (table: string, column: string) => {
    const row: Row | null = await trx.from(table).where(column, id).count('* as total').first()
    return Number(row?.total ?? 0)
  }
  const main = await count('parts', 'category_id')
  const further = await count('category_part', 'category_id')
  return { items: main + further, children: await count('part_categories', 'parent_id') }
}
