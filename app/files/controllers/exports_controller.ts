import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { CONTENT_TYPE } from '#core/export/formats'
import { findExport } from '#core/export/registry'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { cancelExport, deleteExport } from '#files/actions/change_export'
import { exportKey, KEPT_DAYS } from '#files/exports/export_files'
import { exportView } from '#files/exports/export_view'
import { findKeptExport, listExports, type KeptExport } from '#files/queries/read_exports'
import { sendStored } from '#files/serving/send_stored'
import { exportStore } from '#files/stores'

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
    if (kept.state !== 'done') throw new NotFound('Export')
    await sendStored(ctx, exportStore, {
      key: exportKey(kept.id),
      name: kept.fileName,
      contentType: CONTENT_TYPE[kept.format],
      isSaved: true,
    })
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
