import type { HttpContext } from '@adonisjs/core/http'
import { findImportRun } from '#insights/queries/find_import_run'

/** The banner that says how far an import is; asked for again until it is over. */
export default class ImportProgressController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'no-store')
    const run = await findImportRun()
    return ctx.view.render('pages/insights/import_progress', { run, isOver: run === null })
  }
}
