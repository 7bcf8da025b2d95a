import type { HttpContext } from '@adonisjs/core/http'
import { readDashboardRequest } from '#insights/controllers/dashboard_request'
import { getDashboard } from '#insights/queries/get_dashboard'
import { toDashboardView } from '#insights/transformers/dashboard_view'

/** The part of the dashboard that an open page fetches again when something was sold. */
export default class DashboardFiguresController {
  async show(ctx: HttpContext) {
    const { range, ranking, query } = readDashboardRequest(ctx)
    const view = await toDashboardView(await getDashboard(range), ranking)
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/insights/figures', { ...view, range, query })
  }
}
