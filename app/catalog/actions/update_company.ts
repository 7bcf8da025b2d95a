import type { Actor } from '#core/access'
import { lockRow, updateRow } from '#core/resource/write_rows'
import { refuseStale } from '#core/row_version'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { type CompanyValues, refuseTwin } from '#catalog/actions/create_company'
import { companyResource } from '#catalog/resources/company'

export interface CompanyChange {
  id: number
  values: Partial<CompanyValues>
  /** The version of the row that the change was made from; left out, it is not asked for. */
  seen?: string
}

/** Changes the given fields of a company. */
export function updateCompany(
  { id, values, seen }: CompanyChange,
  actor: Actor,
  outer?: UnitOfWork
): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, companyResource, id)
    refuseStale(row, seen)
    const email = values.email === undefined ? row.email : values.email
    await refuseTwin(
      unit,
      { name: values.name ?? String(row.name), email: email ? String(email) : null },
      id
    )
    const changes = await updateRow(unit, companyResource, { row, values })
    if (Object.keys(changes).length === 0) return
    await audit(unit, actor, { action: 'change', model: 'company', modelId: id, changes })
  }, outer)
}
