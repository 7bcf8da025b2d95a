import type { HttpContext } from '@adonisjs/core/http'
import { textField, toId } from '#core/http/form_fields'
import { rotateSecret } from '#events/actions/save_webhook'
import { showSecret } from '#events/controllers/webhooks_controller'

/** Admin: the secrets of webhooks. */
export default class WebhookSecretsController {
  async store(ctx: HttpContext) {
    const hours = textField(ctx, 'overlap_hours')
    const overlapHours = /^\d{1,4}$/.test(hours) ? Number(hours) : Number.NaN
    const made = await rotateSecret({ id: toId(ctx.params.id), overlapHours }, ctx.actor)
    return showSecret(ctx, made)
  }
}
