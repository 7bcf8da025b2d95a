import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { attachmentNamed } from '#core/export/formats'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { runNow } from '#jobs/actions/manage_runs'
import { stateMark } from '#jobs/job_words'
import { findOpenRun } from '#jobs/queries/read_runs'
import { contentTypeOf, readManifest } from '#insights/actions/export_bi'
import { DICTIONARY_JSON, DICTIONARY_TEXT } from '#insights/bi/dictionary'
import { MANIFEST } from '#insights/bi/manifest'
import { biKey, biStore } from '#insights/bi/store'
import { BI_JOB } from '#insights/jobs/export_bi'
import { readBiExport } from '#insights/queries/read_bi_export'
import { biExportView } from '#insights/transformers/bi_export_view'

const BESIDE = new Set([MANIFEST, DICTIONARY_JSON, DICTIONARY_TEXT])

/** Admin: the Parquet files for BI tools, how old they are, and their making. */
export default class BiExportController {
  async show({ view, response }: HttpContext) {
    response.header('cache-control', 'no-store')
    return view.render('pages/insights/bi_export', {
      bi: biExportView(await readBiExport()),
      stateMark,
    })
  }

  async store(ctx: HttpContext) {
    const open = await findOpenRun(BI_JOB)
    if (open) say(ctx, t('An export is under way already.'), 'info')
    else {
      await runNow({ name: BI_JOB, payload: {} }, ctx.actor)
      say(ctx, t('The export begins as soon as a worker has room.'))
    }
    return ctx.response.redirect('/admin/bi-export')
  }

  /** A file of the export; only those that belong to it. */
  async file({ params, response }: HttpContext) {
    const path = ([] as string[]).concat(params['*']).join('/')
    const store = biStore()
    const isOurs = BESIDE.has(path) || (await belongs(path))
    const found = isOurs ? await store.find(biKey(path)) : null
    if (!found) throw new NotFound('File')
    response.header('content-type', contentTypeOf(path))
    response.header('content-length', String(found.bytes))
    response.header('content-disposition', attachmentNamed(path.replaceAll('/', '-')))
    response.header('x-content-type-options', 'nosniff')
    response.header('cache-control', 'private, no-store')
    return response.stream(await found.stream())
  }
}

async function belongs(path: string): Promise<boolean> {
  const manifest = await readManifest(biStore())
  return manifest?.files.some((file) => file.path === path) ?? false
}
