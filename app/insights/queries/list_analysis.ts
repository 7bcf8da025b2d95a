import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { listCounts } from '#core/list_counts'
import { reader } from '#core/replicas'
import { searchColumns, searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import { inPieces, type Row } from '#core/sql'
import type { Analysis } from '#insights/analysis/read_analysis'

export interface AnalysisRow {
  /** Of the row, in the order of the result. */
  position: number
  name: string
  /** Null where several items or none have this name: the result of Hadoop has no ids. */
  partId: number | null
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

const NAMES_AT_ONCE = 500

interface Bounds {
  offset: number
  limit: number
}

/** The items of the analysis, as they are searched and sorted; all without bounds. */
export function listAnalysis(
  analysis: Analysis,
  list: AnalysisList,
  bounds?: Bounds
): Promise<AnalysisRow[]> {
  if (analysis.isOnHadoop || !bounds) return readAnalysis(analysis, list, bounds)
  const key = `analysis ${JSON.stringify([list, bounds])}`
  return listCounts.remember(key, ['sales_monthly', 'parts'], () =>
    readAnalysis(analysis, list, bounds)
  )
}

async function readAnalysis(
  analysis: Analysis,
  { search, ordering }: AnalysisList,
  bounds?: Bounds
): Promise<AnalysisRow[]> {
  const query = rowsOf(analysis, search)
  const column = ordering.replace(/^-/, '')
  query.orderBy(`r.${column}`, ordering.startsWith('-') ? 'desc' : 'asc').orderBy('r.position')
  if (bounds) query.offset(bounds.offset).limit(bounds.limit)
  const rows: Row[] = await query
    .select('r.position', 'r.name')
    .select(db.raw('CAST(r.total AS CHAR) AS total'), db.raw('CAST(r.profit AS CHAR) AS profit'))
  const named = analysis.isOnHadoop && bounds ? await partsOfNames(rows) : null
  return rows.map((row) => ({
    position: Number(row.position),
    name: String(row.name),
    partId: analysis.isOnHadoop ? (named?.get(String(row.name)) ?? null) : Number(row.position),
    total: toScaled(row.total),
    profit: toScaled(row.profit),
  }))
}

/** The only item of each name; names that several items have lead to none. */
async function partsOfNames(rows: readonly Row[]): Promise<Map<string, number | null>> {
  const found = new Map<string, number | null>()
  for (const names of inPieces([...new Set(rows.map(({ name }) => String(name)))], NAMES_AT_ONCE)) {
    const parts: Row[] = await db
      .from('parts')
      .whereIn('name', [...names])
      .select('id', 'name')
    for (const { id, name } of parts) {
      found.set(String(name), found.has(String(name)) ? null : Number(id))
    }
  }
  return found
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
