import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { reader } from '#core/replicas'
import { searchColumns, searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import type { Row } from '#core/sql'
import type { Analysis } from '#insights/analysis/read_analysis'

export interface AnalysisRow {
  /** Of the row, in the order of the result. */
  position: number
  name: string
  total: bigint
  profit: bigint
}

export interface AnalysisSums {
  items: number
  total: bigint
  profit: bigint
}

export interface AnalysisList {
  search: string
  ordering: string
}

export const ANALYSIS_ORDERINGS = ['name', 'total', 'profit']
export const DEFAULT_ORDERING = '-total'

interface Bounds {
  offset: number
  limit: number
}

/** The items of the analysis, as they are searched and sorted. */
export async function listAnalysis(
  analysis: Analysis,
  { search, ordering }: AnalysisList,
  { offset, limit }: Bounds
): Promise<AnalysisRow[]> {
  const query = rowsOf(analysis, search)
  const column = ordering.replace(/^-/, '')
  query.orderBy(`r.${column}`, ordering.startsWith('-') ? 'desc' : 'asc').orderBy('r.position')
  const rows: Row[] = await query
    .select('r.position', 'r.name')
    .select(db.raw('CAST(r.total AS CHAR) AS total'), db.raw('CAST(r.profit AS CHAR) AS profit'))
    .offset(offset)
    .limit(limit)
  return rows.map((row) => ({
    position: Number(row.position),
    name: String(row.name),
    total: toScaled(row.total),
    profit: toScaled(row.profit),
  }))
}

export async function sumAnalysis(analysis: Analysis, search: string): Promise<AnalysisSums> {
  const [row]: Row[] = await rowsOf(analysis, search).select(
    db.raw('COUNT(*) AS items'),
    db.raw('CAST(SUM(r.total) AS CHAR) AS total'),
    db.raw('CAST(SUM(r.profit) AS CHAR) AS profit')
  )
  return { items: Number(row.items), total: toScaled(row.total), profit: toScaled(row.profit) }
}

function rowsOf({ isOnHadoop, result }: Analysis, search: string): Query {
  const query: Query = isOnHadoop
    ? reader()
        .from('analysis_result_rows as r')
        .where('r.result_id', result?.id ?? 0)
    : reader().from(soldItems())
  searchColumns('r.name')(query, searchWords(search))
  return query
}

/** The same figures from SQL: what is left of an item's sales; nothing of what was sold and taken back. */
function soldItems() {
  return db
    .from('sales_monthly as m')
    .join('parts as p', 'p.id', 'm.part_id')
    .groupBy('m.part_id', 'p.name')
    .havingRaw('SUM(m.revenue) <> 0 OR SUM(m.profit) <> 0')
    .select('m.part_id as position', 'p.name')
    .select(db.raw('SUM(m.revenue) AS total'), db.raw('SUM(m.profit) AS profit'))
    .as('r')
}
