import type { HttpContext } from '@adonisjs/core/http'
import { isTicked, pageNumber, textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import {
  createWebhook,
  deleteWebhook,
  updateWebhook,
  type NewSecret,
} from '#events/actions/save_webhook'
import { countDeliveries, listDeliveries } from '#events/queries/list_deliveries'
import { DELIVERY_STATES, getWebhook, listWebhooks } from '#events/queries/read_webhooks'
import { EVENT_TYPES } from '#events/webhooks/event_types'
import { refusePrivateName } from '#events/webhooks/webhook_url'
import { deliveryMark, typesInWords, webhookMark } from '#events/webhooks/webhook_words'

/** Admin: the webhooks, by which other systems are told of events. */
export default class WebhooksController {
  async index({ view }: HttpContext) {
    const [webhooks, counts] = await Promise.all([listWebhooks(), countDeliveries()])
    const shown = webhooks.map((webhook) => ({
      ...webhook,
      mark: webhookMark(webhook),
      types: typesInWords(webhook),
      counts: counts.get(webhook.id) ?? { waiting: 0, delivered: 0, failed: 0 },
    }))
    return view.render('pages/events/webhooks', { webhooks: shown })
  }

  async create({ view }: HttpContext) {
    return view.render('pages/events/webhook_new', { types: typeChoices() })
  }

  async store(ctx: HttpContext) {
    const values = readWebhook(ctx)
    await refusePrivateName(values.url)
    const made = await createWebhook(values, ctx.actor)
    return showSecret(ctx, made)
  }

  async show(ctx: HttpContext) {
    const webhook = await getWebhook(toId(ctx.params.id))
    const state = DELIVERY_STATES.find((known) => known === ctx.request.qs().state) ?? null
    const filter = { webhookId: webhook.id, state, page: pageNumber(ctx) }
    const [listed, counts] = [await listDeliveries(filter), await countDeliveries()]
    const shown: NewSecret | undefined = ctx.session.flashMessages.get('newSecret')
    return ctx.view.render('pages/events/webhook', {
      webhook,
      mark: webhookMark(webhook),
      types: typeChoices(),
      filter,
      ...listed,
      counts: counts.get(webhook.id) ?? { waiting: 0, delivered: 0, failed: 0 },
      states: DELIVERY_STATES,
      deliveryMark,
      newSecret: shown?.id === webhook.id ? shown.secret : '',
    })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const values = readWebhook(ctx)
    await refusePrivateName(values.url)
    await updateWebhook({ id, ...values }, ctx.actor)
    say(ctx, t('The webhook is saved.'))
    return ctx.response.redirect(`/admin/integrations/${id}`)
  }

  async destroy(ctx: HttpContext) {
    await deleteWebhook(toId(ctx.params.id), ctx.actor)
    say(ctx, t('The webhook is deleted. Nothing is sent to it any more.'))
    return ctx.response.redirect('/admin/integrations')
  }
}

/** Shown once: the session cookie is encrypted, and the secret lives in it until the next page only. */
export function showSecret(ctx: HttpContext, made: NewSecret) {
  ctx.session.flash('newSecret', made)
  return ctx.response.redirect(`/admin/integrations/${made.id}`)
}

function typeChoices() {
  return Object.entries(EVENT_TYPES).map(([type, label]) => ({ type, label: t(label) }))
}

function readWebhook(ctx: HttpContext) {
  const chosen: unknown[] = [ctx.request.input('event_types') ?? []].flat()
  return {
    url: textField(ctx, 'url'),
    description: textField(ctx, 'description'),
    eventTypes: chosen.map(String).filter(Boolean),
    isActive: isTicked(ctx, 'active'),
  }
}
