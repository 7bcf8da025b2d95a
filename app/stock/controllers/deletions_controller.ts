import type { HttpContext } from '@adonisjs/core/http'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import type { DeletedKind } from '#accounts/deletions'
import { restoreDeleted } from '#stock/actions/restore_deleted'

const PAGES: Record<DeletedKind, string> = {
  part: '/items',
  company: '/suppliers',
  partcategory: '/categories',
  stocklocation: '/locations',
}

/** Undo of a deletion. */
export default class DeletionsController {
  async restore(ctx: HttpContext) {
    const { kind, recordId, name } = await restoreDeleted(Number(ctx.params.id), ctx.actor)
    say(ctx, t('{name} is back.', { name }))
    return ctx.response.redirect(`${PAGES[kind]}/${recordId}`)
  }
}
