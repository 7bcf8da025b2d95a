import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'

export interface FurtherCategories {
  partId: number
  categoryIds: readonly number[]
}

/** Puts a part into exactly these categories beside its main one. Throws InvalidInput for one that is not there. */
export function setFurtherCategories(
  { partId, categoryIds }: FurtherCategories,
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const part: Row = await unit.trx.from('parts').where('id', partId).firstOrFail()
    const wanted = [...new Set(categoryIds)].filter((id) => id !== Number(part.category_id))
    await refuseUnusable(unit, wanted)
    const before = await idsNow(unit, partId)
    if (isSame(before, wanted)) return
    await unit.trx.from('category_part').where('part_id', partId).delete()
    if (wanted.length > 0) {
      const rows = wanted.map((id) => ({ category_id: id, part_id: partId }))
      await unit.trx.table('category_part').multiInsert(rows)
    }
    // The edit form shows them: whoever has it open must notice.
    await unit.trx.from('parts').where('id', partId).update({ updated_at: now() })
    await audit(unit, actor, {
      action: 'update',
      model: 'part',
      modelId: partId,
      changes: { further_categories: wanted },
    })
  }, outer)
}

async function idsNow({ trx }: UnitOfWork, partId: number): Promise<number[]> {
  const rows: Row[] = await trx.from('category_part').where('part_id', partId).select('category_id')
  return rows.map((row) => Number(row.category_id))
}

function isSame(before: readonly number[], wanted: readonly number[]): boolean {
  return before.length === wanted.length && wanted.every((id) => before.includes(id))
}

async function refuseUnusable({ trx }: UnitOfWork, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  const rows: Row[] = await trx
    .from('part_categories')
    .whereIn('id', [...ids])
    .where('structural', 0)
    .select('id')
  if (rows.length === ids.length) return
  throw InvalidInput.field(
    'further_categories',
    t('One of these categories does not exist or only groups others.')
  )
}
