import type { Actor } from '#core/access'
import type { ExportFormat } from '#core/export/formats'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import type { ExportRequest } from '#files/exports/export_request'
import { EXPORT_JOB } from '#files/exports/export_files'
import { enqueueJob } from '#jobs/actions/enqueue_job'

export interface NewExport {
  table: string
  format: ExportFormat
  request: ExportRequest
  /** What the rows are narrowed to, for people. */
  filters: string
  fileName: string
}

/** Lets an export be made in the background. Gives its id. */
export function startExport(asked: NewExport, actor: Actor): Promise<number> {
  return transact(async (unit) => {
    const [inserted] = await unit.trx.table('table_exports').insert({
      user_id: actor.id,
      table_name: asked.table,
      format: asked.format,
      request: JSON.stringify(asked.request),
      filters: asked.filters,
      file_name: asked.fileName,
      created_at: now(),
    })
    const id = Number(inserted)
    const runId = await enqueueJob(unit, {
      name: EXPORT_JOB,
      payload: { exportId: id },
      userId: actor.id,
    })
    await unit.trx.from('table_exports').where('id', id).update({ run_id: runId })
    return id
  })
}
