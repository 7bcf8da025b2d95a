import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { chosenColumns, type ExportColumn, type TableExport } from '#core/export/table_export'
import { t } from '#core/i18n'
import { EXPORT_FORMATS, type ExportFormat } from '#core/export/formats'

/** What was asked for, as it is kept with an export that is made in the background. */
export interface ExportRequest {
  query: Record<string, string>
  ids: string[]
  columns: string[]
}

const MOST_IDS = 10_000
const LONGEST_VALUE = 500
/** Parameters of the page and of its forms, and not of the rows. */
const NOT_FILTERS = new Set(
  '_csrf all at back chosen columns density format ids own page query rows view'.split(' ')
)

/**
 * Reads an export's address, or what the bar of chosen rows sends: `ids` and `chosen`, or `all` with
 * the `query` of the list.
 */
export function readExportRequest({ request, params }: HttpContext): ExportRequest {
  const sent: Record<string, unknown> = { ...request.qs(), ...request.body() }
  const isForm = request.method() === 'POST'
  const ids = sent.all === '1' ? [] : [...listOf(sent.ids), ...listOf(sent.chosen)]
  if (isForm && sent.all !== '1' && ids.length === 0) {
    throw InvalidInput.whole(t('Choose what is to be exported first.'))
  }
  const list = isForm ? new URLSearchParams(String(sent.query ?? '')) : Object.entries(sent)
  return {
    // Of the address itself: the item whose lots are asked for.
    query: { ...filtersOf(list), ...textsOf(params) },
    ids: [...new Set(ids)].slice(0, MOST_IDS),
    columns: listOf(sent.columns),
  }
}

function filtersOf(parameters: Iterable<[string, unknown]>): Record<string, string> {
  const query: Record<string, string> = {}
  for (const [name, value] of parameters) {
    if (typeof value !== 'string' || NOT_FILTERS.has(name)) continue
    query[name] = value.slice(0, LONGEST_VALUE)
  }
  return query
}

function textsOf(params: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]))
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
