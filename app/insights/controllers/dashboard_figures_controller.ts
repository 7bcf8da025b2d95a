import type { HttpContext } from '@adonisjs/core/http'
import { readDashboardRequest } from '#insights/controllers/dashboard_request'
import { loadDashboardView } from '#insights/transformers/dashboard_view'

/** The part of the dashboard that an open page fetches again when something was sold. */
export default class DashboardFiguresController {
  async show(ctx: HttpContext) {
    const view = await loadDashboardView(ctx.actor, readDashboardRequest(ctx))
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/insights/figures', view)
  }
}
