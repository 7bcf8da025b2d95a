import type { HttpContext } from '@adonisjs/core/http'
import { findImportRun } from '#insights/queries/find_import_run'

/** The banner that says how far an import is; empty, and quiet, when there is none. */
export default class ImportProgressController {
  async show(ctx: HttpContext) {
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/insights/import_progress', { run: await findImportRun() })
  }
}
