import type { Actor } from '#core/access'
import { isStillReferenced } from '#core/constraint_faults'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { lockRow } from '#core/resource/write_rows'
import type { Row } from '#core/sql'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { keepDeleted } from '#accounts/deletions'
import { companyResource } from '#catalog/resources/company'

/** Deletes a company. Throws InvalidInput while anything names it. */
export function deleteCompany(id: number, actor: Actor, outer?: UnitOfWork): Promise<void> {
  return transact(async (unit) => {
    const row = await lockRow(unit, companyResource, id)
    const rows: Row[] = await unit.trx.from('company_images').where('company_id', id)
    await keepDeleted(unit, actor, {
      kind: 'company',
      table: 'companies',
      row,
      dependents: [{ table: 'company_images', rows }],
    })
    await erase(unit, id)
    await audit(unit, actor, {
      action: 'delete',
      model: 'company',
      modelId: id,
      changes: { name: row.name },
    })
  }, outer)
}

async function erase({ trx }: UnitOfWork, id: number): Promise<void> {
  try {
    await trx.from('companies').where('id', id).delete()
  } catch (error) {
    if (!isStillReferenced(error)) throw error
    throw InvalidInput.whole(
      t(
        'Items, stock or orders name this company, so it cannot be deleted. Make it inactive instead.'
      )
    )
  }
}
