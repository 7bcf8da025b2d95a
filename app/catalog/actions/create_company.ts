import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { InputOf } from '#core/resource/resource'
import { insertRow } from '#core/resource/write_rows'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { companyResource } from '#catalog/resources/company'

export type CompanyValues = InputOf<typeof companyResource>

/** Makes a company; gives its id. Throws InvalidInput when one has this name and e-mail address. */
export function createCompany(
  values: CompanyValues,
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  return transact(async (unit) => {
    await refuseTwin(unit, values)
    const id = await insertRow(unit, companyResource, { values })
    await audit(unit, actor, {
      action: 'create',
      model: 'company',
      modelId: id,
      changes: values,
    })
    return id
  }, outer)
}

/** Throws InvalidInput when another company has this name and e-mail address. */
export async function refuseTwin(
  { trx }: UnitOfWork,
  { name, email }: { name: string; email: string | null },
  exceptId = 0
): Promise<void> {
  const query = trx.from('companies').where('name', name).whereNot('id', exceptId)
  if (email) query.where('email', email)
  else query.where((none) => void none.whereNull('email').orWhere('email', ''))
  if (await query.first()) {
    throw InvalidInput.whole(t('The fields name, email must make a unique set.'))
  }
}
