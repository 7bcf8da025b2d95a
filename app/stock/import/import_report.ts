import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { setting } from '#core/setting_values'
import type { SalesImportReport } from '#stock/actions/import_sales'

export interface ImportMeasures {
  importSeconds: number
  projectionSeconds: number
  /** Null where the database is not a file of ours. */
  databaseBytes: number | null
}

/** The report of an import as a table for the terminal, bad lines first. */
export function describeReport(report: SalesImportReport, measures: ImportMeasures): string {
  const rows: [string, string][] = [
    ['lines', count(report.lines)],
    ['posted', count(report.posted)],
    ['skipped (posted before)', count(report.skipped)],
    ['bad', count(report.bad)],
    ['items', count(report.items)],
    ['openings and deliveries', count(report.supplies)],
    ['units', decimal(report.units, QUANTITY_DECIMALS, 0)],
    ['revenue', `${decimal(report.revenue, MONEY_DECIMALS, 2)} ${setting('company_currency')}`],
    ['seconds', measures.importSeconds.toFixed(1)],
    ['lines a second', count(Math.round(report.lines / measures.importSeconds))],
    ['seconds until the figures caught up', measures.projectionSeconds.toFixed(1)],
    ...size('database', measures.databaseBytes),
    ...size('peak memory', process.resourceUsage().maxRSS * 1024),
  ]
  const width = Math.max(...rows.map(([name]) => name.length))
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('')
  return describeBadLines(report) + table
}

function describeBadLines({ bad, badLines }: SalesImportReport): string {
  const lines = badLines.map(({ line, reason }) => `line ${line}: ${reason}\n`)
  if (bad > badLines.length) lines.push(`… and ${count(bad - badLines.length)} more bad lines\n`)
  return lines.join('')
}

function count(number: number): string {
  return number.toLocaleString('en-GB')
}

function decimal(scaled: bigint, decimals: number, least: number): string {
  const [whole, fraction] = formatShort(scaled, decimals, least).split('.')
  return `${BigInt(whole).toLocaleString('en-GB')}${fraction ? `.${fraction}` : ''}`
}

function size(name: string, bytes: number | null): [string, string][] {
  return bytes === null ? [] : [[name, `${Math.round(bytes / 1_000_000)} MB`]]
}
