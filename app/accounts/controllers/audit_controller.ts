import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, textField } from '#core/http/form_fields'
import { auditWord } from '#accounts/audit_words'
import { openDeletions } from '#accounts/deletions'
import { auditedModels, listAudit } from '#accounts/queries/list_audit'

/** Admin: who changed what. */
export default class AuditController {
  async index(ctx: HttpContext) {
    const filter = {
      username: textField(ctx, 'username'),
      model: textField(ctx, 'model'),
      page: pageNumber(ctx),
    }
    const listed = await listAudit(filter)
    return ctx.view.render('pages/accounts/audit', {
      auditWord,
      filter,
      models: await auditedModels(),
      ...listed,
      deletions: await openDeletions(listed.entries.filter(({ action }) => action === 'delete')),
    })
  }
}
