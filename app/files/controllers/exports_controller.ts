import { stat } from 'node:fs/promises'
import { createReadStream } from 'node:fs'
import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { findExport } from '#core/export/registry'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { cancelExport, deleteExport } from '#files/actions/change_export'
import { sendHeaders } from '#files/exports/answer_export'
import { exportPath, KEPT_DAYS } from '#files/exports/export_files'
import { exportView } from '#files/exports/export_view'
import { findKeptExport, listExports, type KeptExport } from '#files/queries/read_exports'

/** The exports of a user: how far they are, their files, and what becomes of them. */
export default class ExportsController {
  async index(ctx: HttpContext) {
    const isForAll = ctx.request.qs().all === '1' && isAdministrator(ctx)
    const exports = await listExports(isForAll ? undefined : ctx.actor.id)
    ctx.response.header('cache-control', 'no-store')
    return ctx.view.render('pages/files/exports', {
      exports: exports.map(exportView),
      isAnyOpen: exports.some(({ isOpen }) => isOpen),
      isForAll,
      mayAll: isAdministrator(ctx),
      keptDays: KEPT_DAYS,
    })
  }

  async show(ctx: HttpContext) {
    const kept = await ownExport(ctx)
    ctx.response.header('cache-control', 'no-store')
    const isPart = Boolean(ctx.request.header('hx-request'))
    return ctx.view.render(isPart ? 'pages/files/export_part' : 'pages/files/export', {
      kept: exportView(kept),
      keptDays: KEPT_DAYS,
    })
  }

  async download(ctx: HttpContext) {
    const kept = await ownExport(ctx)
    const right = findExport(kept.table)?.right
    if (right && !can(ctx.actor, ...right)) throw new Forbidden(...right)
    const file = kept.state === 'done' ? await stat(exportPath(kept.id)).catch(() => null) : null
    if (!file) throw new NotFound('Export')
    sendHeaders(ctx, { name: kept.fileName, format: kept.format })
    ctx.response.header('content-length', String(file.size))
    return ctx.response.stream(createReadStream(exportPath(kept.id)))
  }

  async cancel(ctx: HttpContext) {
    const kept = await ownExport(ctx)
    await cancelExport(kept)
    say(ctx, t('The export was cancelled.'), 'info')
    return ctx.response.redirect('/exports')
  }

  async destroy(ctx: HttpContext) {
    const kept = await ownExport(ctx)
    await deleteExport(kept)
    say(ctx, t('{name} was deleted.', { name: kept.fileName }))
    return ctx.response.redirect('/exports')
  }
}

function isAdministrator({ actor }: HttpContext): boolean {
  return can(actor, 'admin', 'view')
}

/** Another's export is as if it was not there. */
async function ownExport(ctx: HttpContext): Promise<KeptExport> {
  const kept = await findKeptExport(toId(String(ctx.params.id)))
  if (!kept || (kept.userId !== ctx.actor.id && !isAdministrator(ctx))) throw new NotFound('Export')
  return kept
}
