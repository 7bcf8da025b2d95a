import type { Actor } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { deleteCompany } from '#catalog/actions/delete_company'
import { updateCompany } from '#catalog/actions/update_company'

/** Deletes a company that nothing names; one that is in use is made inactive instead. */
export async function retireCompany(id: number, actor: Actor): Promise<'deleted' | 'deactivated'> {
  try {
    await deleteCompany(id, actor)
    return 'deleted'
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    await updateCompany({ id, values: { active: false } }, actor)
    return 'deactivated'
  }
}
