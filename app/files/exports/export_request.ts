import type { HttpContext } from '@adonisjs/core/http'
import { chosenColumns, type ExportColumn, type TableExport } from '#core/export/table_export'
import { EXPORT_FORMATS, type ExportFormat } from '#core/export/formats'

/** What was asked for, as it is kept with an export that is made in the background. */
export interface ExportRequest {
  query: Record<string, string>
  ids: string[]
  columns: string[]
}

const MOST_IDS = 10_000
const LONGEST_VALUE = 500
/** Parameters of the page and not of the rows. */
const NOT_FILTERS = new Set(['ids', 'columns', 'page', '_csrf', 'format'])

/** Reads an export's address, or a form that carries more chosen rows than an address can. */
export function readExportRequest({ request, params }: HttpContext): ExportRequest {
  const sent: Record<string, unknown> = { ...request.qs(), ...request.body() }
  const query: Record<string, string> = {}
  for (const [name, value] of Object.entries(sent)) {
    if (typeof value !== 'string' || NOT_FILTERS.has(name)) continue
    query[name] = value.slice(0, LONGEST_VALUE)
  }
  // Of the address itself: the item whose lots are asked for.
  for (const [name, value] of Object.entries(params)) query[name] = String(value)
  return { query, ids: listOf(sent.ids).slice(0, MOST_IDS), columns: listOf(sent.columns) }
}

/** The format is the end of the address: /items/export.xlsx. */
export function formatOf({ request }: HttpContext): ExportFormat {
  const end = request.url().split('.').at(-1)
  return EXPORT_FORMATS.find((format) => format === end) ?? 'csv'
}

export function columnsOf<T>(table: TableExport<T>, { columns }: ExportRequest): ExportColumn<T>[] {
  return chosenColumns(table.columns, columns)
}

function listOf(value: unknown): string[] {
  const texts = [value ?? []].flat().filter((one) => typeof one === 'string')
  return texts.flatMap((text) => text.split(',')).filter(Boolean)
}
