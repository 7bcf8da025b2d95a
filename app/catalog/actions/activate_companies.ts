import type { Actor } from '#core/access'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { updateCompany } from '#catalog/actions/update_company'

interface Activation {
  ids: readonly number[]
  active: boolean
}

/** Makes companies active or inactive, all or none; gives those that were not so before. */
export function activateCompanies(
  { ids, active }: Activation,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number[]> {
  return transact(async (unit) => {
    const rows: { id: number }[] = await unit.trx
      .from('companies')
      .whereIn('id', [...ids])
      .where('is_active', active ? 0 : 1)
      .orderBy('id')
      .select('id')
    for (const { id } of rows) await updateCompany({ id, values: { active } }, actor, unit)
    return rows.map(({ id }) => Number(id))
  }, outer)
}
