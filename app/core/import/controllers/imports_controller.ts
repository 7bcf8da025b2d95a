import type { HttpContext } from '@adonisjs/core/http'
import { Conflict } from '#core/exceptions'
import { pageNumber } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { deleteRows } from '#core/import/check_import'
import { allowedImport, allowedKind, allowedKinds } from '#core/import/controllers/allowed_import'
import { readProgress } from '#core/import/controllers/progress'
import { reviewOf } from '#core/import/controllers/review'
import { listImports, WORKING } from '#core/import/runs'
import { removeStored } from '#core/import/stored_file'
import { transact } from '#core/unit_of_work'

/** Imports of files: how they begin, how they stand, and those of the past. */
export default class ImportsController {
  async index(ctx: HttpContext) {
    const kinds = allowedKinds(ctx)
    const page = pageNumber(ctx)
    const { imports, hasNext } = await listImports(kinds, page)
    return ctx.view.render('pages/imports/index', { imports, hasNext, page, kinds })
  }

  async create(ctx: HttpContext) {
    const kinds = allowedKinds(ctx)
    const asked: unknown = ctx.params.kind
    const kind = asked === undefined ? null : allowedKind(ctx, asked)
    return ctx.view.render('pages/imports/new', { kinds, kind })
  }

  async show(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    if (run.state === 'mapping') return ctx.response.redirect(`/imports/${run.id}/columns`)
    if (WORKING.includes(run.state)) {
      return ctx.view.render('pages/imports/progress', { run, progress: readProgress(run) })
    }
    return ctx.view.render('pages/imports/review', await reviewOf(ctx, run))
  }

  /** Only an import that has changed nothing can be dropped: the others are history. */
  async destroy(ctx: HttpContext) {
    const run = await allowedImport(ctx)
    if (!['mapping', 'checked'].includes(run.state)) {
      throw new Conflict(t('This import has moved on. Look again.'))
    }
    await removeStored(run.storedName)
    await deleteRows(run.id, { breathe: async () => {} })
    await transact(async ({ trx }) => {
      await trx.from('import_runs').where('id', run.id).delete()
    })
    say(ctx, t('The import was dropped. Nothing was changed.'), 'info')
    return ctx.response.redirect('/imports')
  }
}
