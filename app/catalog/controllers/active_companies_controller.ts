import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { updateCompany } from '#catalog/actions/update_company'

/** Activates a company that was made inactive. */
export default class ActiveCompaniesController {
  async store(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    await updateCompany({ id, values: { active: true } }, ctx.actor)
    say(ctx, t('The company is active again.'))
    return ctx.response.redirect(`/suppliers/${id}`)
  }
}
