import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { readDashboardRequest } from '#insights/controllers/dashboard_request'
import { hasPostings } from '#insights/queries/has_postings'
import { findImportRun } from '#insights/queries/find_import_run'
import { loadFirstStepsView } from '#insights/transformers/first_steps_view'
import { isGuideShown, loadDashboardView, presetLinks } from '#insights/transformers/dashboard_view'

/** The first page of the shop: what was sold and earned. */
export default class DashboardController {
  async show(ctx: HttpContext) {
    if (!can(ctx.actor, 'stock', 'view')) return ctx.view.render('pages/insights/no_figures')
    const run = await findImportRun()
    const isNew = !run && !(await hasPostings())
    if (isNew && (await isGuideShown(ctx.actor))) {
      return ctx.view.render('pages/insights/first_steps', await loadFirstStepsView(ctx.actor))
    }
    const request = readDashboardRequest(ctx)
    return ctx.view.render('pages/insights/dashboard', {
      ...(await loadDashboardView(ctx.actor, request)),
      problems: request.problems,
      presets: presetLinks(request.range),
      run,
    })
  }
}
