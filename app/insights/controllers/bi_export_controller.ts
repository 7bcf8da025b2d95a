import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { sendStored } from '#files/serving/send_stored'
import { exportStore } from '#files/stores'
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
  async file(ctx: HttpContext) {
    const path = ([] as string[]).concat(ctx.params['*']).join('/')
    const isOurs = BESIDE.has(path) || (await belongs(path))
    if (!isOurs) throw new NotFound('File')
    const name = path.replaceAll('/', '-')
    const contentType = contentTypeOf(path)
    return sendStored(ctx, exportStore, { key: biKey(path), contentType, name, isSaved: true })
  }
}

async function belongs(path: string): Promise<boolean> {
  const manifest = await readManifest(biStore())
  return manifest?.files.some((file) => file.path === path) ?? false
}
