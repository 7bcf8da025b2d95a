import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import {
  LARGEST_REDELIVERY,
  redeliver,
  redeliverFailed,
  testWebhook,
} from '#events/actions/redeliver_webhook'
import { findDelivery, getWebhook, listAttempts } from '#events/queries/read_webhooks'
import { WEBHOOK_TEST } from '#events/webhooks/event_types'
import { deliveryMark } from '#events/webhooks/webhook_words'

/** Admin: what was sent to webhooks. */
export default class WebhookDeliveriesController {
  async show({ params, view }: HttpContext) {
    const delivery = await findDelivery(toId(params.id))
    if (!delivery) throw new NotFound('WebhookDelivery')
    const webhook = await getWebhook(delivery.webhook_id)
    return view.render('pages/events/webhook_delivery', {
      delivery,
      webhook,
      attempts: await listAttempts(delivery.id),
      mark: deliveryMark(delivery),
      payload: JSON.stringify(JSON.parse(delivery.payload), null, 2),
      canResend: webhook.isActive || delivery.event_type === WEBHOOK_TEST,
    })
  }

  /** A test event. */
  async store(ctx: HttpContext) {
    const id = await testWebhook(toId(ctx.params.id), ctx.actor)
    return ctx.response.redirect(`/admin/integrations/deliveries/${id}`)
  }

  /** One again. */
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    await redeliver(id)
    say(ctx, t('The event is sent again.'))
    return ctx.response.redirect(`/admin/integrations/deliveries/${id}`)
  }

  /** All of a webhook that failed again. */
  async updateFailed(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const count = await redeliverFailed(id)
    const isMore = count === LARGEST_REDELIVERY
    say(
      ctx,
      isMore
        ? t('The oldest {count} events are sent again. Do it once more for the others.', { count })
        : t('{count, plural, one {# event is} other {# events are}} sent again.', { count })
    )
    return ctx.response.redirect(`/admin/integrations/${id}`)
  }
}
