import type { HttpContext } from '@adonisjs/core/http'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { beginPhase, cancelPhase } from '#core/import/change_run'
import { allowedImport } from '#core/import/controllers/allowed_import'
import { readProgress } from '#core/import/controllers/progress'
import { countRows, WORKING } from '#core/import/runs'

/** What the background does with an import: begin it, look at it, end it, undo it. */
export default class ImportPhasesController {
  async show(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    if (!WORKING.includes(run.state)) ctx.response.header('HX-Redirect', `/imports/${run.id}`)
    return ctx.view.render('pages/imports/progress_part', { run, progress: readProgress(run) })
  }

  async store(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    const counts = await countRows(run.id)
    await beginPhase(run, 'apply', {
      userId: ctx.actor.id,
      total: counts.new + counts.changed,
    })
    return ctx.response.redirect(`/imports/${run.id}`)
  }

  async destroy(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    await cancelPhase(run)
    const isCheck = run.state === 'checking'
    say(
      ctx,
      isCheck ? t('The check was stopped.') : t('Stopped. What was done until then stays.'),
      'info'
    )
    return ctx.response.redirect(`/imports/${run.id}`)
  }

  async undo(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    const counts = await countRows(run.id)
    await beginPhase(run, 'undo', { userId: ctx.actor.id, total: counts.done })
    return ctx.response.redirect(`/imports/${run.id}`)
  }
}
