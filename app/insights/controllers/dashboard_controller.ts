import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { readDashboardRequest } from '#insights/controllers/dashboard_request'
import { getDashboard } from '#insights/queries/get_dashboard'
import { hasPostings } from '#insights/queries/has_postings'
import { findImportRun } from '#insights/queries/find_import_run'
import { presetLinks, toDashboardView } from '#insights/transformers/dashboard_view'

/** The first page of the shop: what was sold and earned. */
export default class DashboardController {
  async show(ctx: HttpContext) {
    if (!can(ctx.actor, 'stock', 'view')) return ctx.view.render('pages/insights/no_figures')
    const run = await findImportRun()
    if (!run && !(await hasPostings())) return ctx.view.render('pages/insights/first_steps')
    const { range, ranking, query, problems } = readDashboardRequest(ctx)
    return ctx.view.render('pages/insights/dashboard', {
      ...(await toDashboardView(await getDashboard(range), ranking)),
      range,
      query,
      problems,
      presets: presetLinks(range),
      run,
    })
  }
}
