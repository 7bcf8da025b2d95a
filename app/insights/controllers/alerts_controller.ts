import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { readItem } from '#catalog/queries/read_item'
import { ALERT_KINDS, ALERT_LABELS, type AlertKind } from '#insights/alerts/alert_kinds'
import {
  ALERTS_A_PAGE,
  countAlerts,
  listAlerts,
  listItemAlerts,
  recountAlerts,
} from '#insights/queries/list_alerts'
import { toAlertView } from '#insights/transformers/alert_view'

/** What somebody should look at: of all items, of one, and how many there are. */
export default class AlertsController {
  async index(ctx: HttpContext) {
    const known = await countAlerts()
    const kind = chosenKind(ctx.request.qs().kind) ?? ALERT_KINDS.find((one) => known[one] > 0)
    const counts = kind ? await recountAlerts(kind) : known
    const page = pageNumber(ctx)
    const bounds = { limit: ALERTS_A_PAGE, offset: (page - 1) * ALERTS_A_PAGE }
    const alerts = kind ? await listAlerts(kind, bounds) : []
    return ctx.view.render('pages/insights/alerts', {
      alerts: alerts.map((alert) => toAlertView(alert, ctx.actor)),
      kind,
      kinds: ALERT_KINDS.map((key) => ({ key, label: t(ALERT_LABELS[key]), count: counts[key] })),
      total: kind ? counts[kind] : 0,
      page,
      hasNext: kind ? counts[kind] > page * ALERTS_A_PAGE : false,
    })
  }

  async count(ctx: HttpContext) {
    const counts = await countAlerts()
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0)
    return ctx.view.render('pages/insights/alert_count', { total })
  }

  async show(ctx: HttpContext) {
    const item = await readItem(Number(ctx.params.id))
    const alerts = await listItemAlerts(item.id)
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(
      isPart ? 'pages/insights/item_alerts_part' : 'pages/insights/item_alerts',
      { item, alerts: alerts.map((alert) => toAlertView(alert, ctx.actor)) }
    )
  }
}

function chosenKind(value: unknown): AlertKind | undefined {
  return ALERT_KINDS.find((kind) => kind === value)
}
