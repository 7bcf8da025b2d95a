import { addAbortSignal, Readable } from 'node:stream'
import vine from '@vinejs/vine'
import { CONTENT_TYPE, fileOf } from '#core/export/formats'
import { findExport } from '#core/export/registry'
import { readAsHere, readOneMoment } from '#core/replicas'
import { finishExport, reportExport } from '#files/actions/change_export'
import { EXPORT_JOB, exportKey } from '#files/exports/export_files'
import { columnsOf, type ExportRequest } from '#files/exports/export_request'
import { findKeptExport, type KeptExport } from '#files/queries/read_exports'
import { exportStore } from '#files/stores'
import { defineJob, type JobContext } from '#jobs/job'

const HOUR_MS = 3_600_000
const REPORT_EVERY_MS = 500
const MOST_ROWS = 1_000_000_000

/** Writes the file of an export that is too long to be sent at once. */
export const exportTable = defineJob({
  name: EXPORT_JOB,
  payload: vine.create({ exportId: vine.number().positive() }),
  isRunByHand: false,
  maxAttempts: 2,
  timeLimitMs: HOUR_MS,
  async handle(context) {
    const asked = await findKeptExport(context.payload.exportId)
    // Deleted before its turn came.
    if (!asked) return null
    const key = exportKey(asked.id)
    const written = await readOneMoment(() => writeFile(asked, key, context))
    const isWanted = await finishExport({ id: asked.id, runId: context.runId }, written)
    if (!isWanted) await exportStore.remove([key])
    return written
  },
})

/** The store shows the file when it is whole: a run that is ended on the way leaves nothing. */
async function writeFile(asked: KeptExport, key: string, context: JobContext) {
  const table = findExport(asked.table)
  if (!table) throw new Error(`There is no export "${asked.table}"`)
  const request: ExportRequest = JSON.parse(asked.request)
  const open = await table.open(request.query, request.ids)
  const total = await open.count(MOST_ROWS)
  const progress = new ExportProgress(asked.id, total, context)
  const pieces = fileOf({
    format: asked.format,
    title: table.name,
    columns: columnsOf(table, request),
    rows: progress.watch(readAsHere(open.rows())),
  })
  let bytes = 0
  async function* counted() {
    for await (const piece of pieces) {
      const sent = Buffer.from(piece)
      bytes += sent.length
      yield sent
    }
  }
  const body = addAbortSignal(context.signal, Readable.from(counted(), { objectMode: false }))
  await exportStore.put(key, body, { contentType: CONTENT_TYPE[asked.format] })
  return { rows: progress.rows, bytes }
}

/** Counts the rows as they go by, and tells now and then how many went. */
class ExportProgress {
  rows = 0
  #reportedAt = 0

  constructor(
    private exportId: number,
    private total: number,
    private context: JobContext
  ) {}

  async *watch<T>(rows: AsyncIterable<T>): AsyncGenerator<T> {
    await this.#report()
    for await (const row of rows) {
      this.rows += 1
      if (Date.now() - this.#reportedAt >= REPORT_EVERY_MS) await this.#report()
      yield row
    }
  }

  async #report(): Promise<void> {
    this.#reportedAt = Date.now()
    this.context.progress(
      this.total === 0 ? 0 : (this.rows * 100) / this.total,
      `${this.rows} of ${this.total} rows`
    )
    await this.context.breathe()
    await reportExport(this.exportId, { rows: this.rows, total: this.total })
  }
}
