import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden } from '#core/exceptions'
import { attachmentNamed, CONTENT_TYPE, fileOf, safeFileName } from '#core/export/formats'
import { XLSX_LARGEST_SHEET } from '#core/export/xlsx_file'
import type { OpenTable, TableExport } from '#core/export/table_export'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { startExport } from '#files/actions/start_export'
import { columnsOf, formatOf, readExportRequest } from '#files/exports/export_request'

/** Up to so many rows are sent at once; more are written in the background. */
export const SHORT_EXPORT_ROWS = 5_000

/** Answers with a table's rows as a file, or with the page that says how far a long one is. */
export async function answerExport<T>(ctx: HttpContext, table: TableExport<T>) {
  if (!can(ctx.actor, ...table.right)) throw new Forbidden(...table.right)
  const request = readExportRequest(ctx)
  const format = formatOf(ctx)
  const open = await table.open(request.query, request.ids)
  const isLong = (await open.count(SHORT_EXPORT_ROWS + 1)) > SHORT_EXPORT_ROWS
  const name = `${safeFileName(await table.fileName(request.query))}.${format}`
  if (!isLong) {
    const columns = columnsOf(table, request)
    const rows = open.rows()
    sendHeaders(ctx, { name, format })
    return ctx.response.stream(Readable.from(fileOf({ format, title: table.name, columns, rows })))
  }
  if (format === 'xlsx' && (await isTooLong(open))) return refuse(ctx)
  const filters = (await table.filters?.(request.query)) ?? []
  const id = await startExport(
    { table: table.name, format, request, filters: filters.join(' · '), fileName: name },
    ctx.actor
  )
  return ctx.response.redirect(`/exports/${id}`)
}

function sendHeaders(
  { response }: HttpContext,
  { name, format }: { name: string; format: keyof typeof CONTENT_TYPE }
): void {
  response.header('content-type', CONTENT_TYPE[format])
  response.header('content-disposition', attachmentNamed(name))
  response.header('x-content-type-options', 'nosniff')
  response.header('cache-control', 'private, no-store')
}

async function isTooLong<T>(open: OpenTable<T>): Promise<boolean> {
  return (await open.count(XLSX_LARGEST_SHEET)) >= XLSX_LARGEST_SHEET
}

function refuse(ctx: HttpContext): void {
  say(
    ctx,
    t('An Excel file holds at most {most, number} rows. Narrow the list, or export it as CSV.', {
      most: XLSX_LARGEST_SHEET - 1,
    }),
    'error'
  )
  ctx.response.redirect().back()
}
