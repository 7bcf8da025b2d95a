import type { HttpContext } from '@adonisjs/core/http'
import { createImport } from '#core/import/create_import'
import { allowedKind } from '#core/import/controllers/allowed_import'
import { receiveFile } from '#core/import/receive_file'

/** Files that are sent to be imported. */
export default class ImportFilesController {
  async store(ctx: HttpContext) {
    const kind = allowedKind(ctx, ctx.request.qs().kind)
    const file = await receiveFile(ctx)
    const id = await createImport(file, kind, ctx.actor)
    const target = `/imports/${id}/columns`
    if (ctx.request.header('hx-request')) {
      return ctx.response.header('HX-Redirect', target).send('')
    }
    return ctx.response.redirect(target)
  }
}
