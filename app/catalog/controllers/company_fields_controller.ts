import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { updateCompany } from '#catalog/actions/update_company'
import { answerCellEdit } from '#catalog/controllers/cell_edit'
import { COMPANY_FORM } from '#catalog/controllers/company_form'
import { parseChange } from '#catalog/controllers/form'
import { readCompanyVersion } from '#catalog/queries/read_company'
import { companyResource } from '#catalog/resources/company'

const FIELDS = ['name', 'contact', 'phone', 'email', 'lead_time_days', 'currency', 'tax_id']

/** One field of a company, changed in the list; answered in JSON. */
export default class CompanyFieldsController {
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    return answerCellEdit(ctx, {
      fields: FIELDS,
      async save({ field, value, seen }) {
        const shape = { ...COMPANY_FORM, checkboxes: [] }
        const values = await parseChange(companyResource, { [field]: value }, shape)
        await updateCompany({ id, values, seen }, ctx.actor)
      },
      staleMessage: t(
        'Somebody else changed this company meanwhile. Press Enter to save yours, Escape to see theirs.'
      ),
      versionNow: () => readCompanyVersion(id),
    })
  }
}
