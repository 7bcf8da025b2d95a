import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { RowChanges, RowMessages, RowOutcome } from '#core/import/kinds'
import type { RowState } from '#core/import/runs'
import type { Row } from '#core/sql'

/** A row of the file as the import keeps it. */
export interface ImportRow {
  id: number
  line: number
  state: RowState
  identity: string | null
  cells: string[]
  typed: Record<string, string>
  targetId?: number
  title?: string
  changes?: RowChanges
  messages?: RowMessages
  outcome: RowOutcome | null
}

export function toImportRow(row: Row): ImportRow {
  return {
    id: Number(row.id),
    line: Number(row.line),
    state: String(row.state) as RowState,
    identity: row.identity === null ? null : String(row.identity),
    cells: JSON.parse(String(row.cells)),
    typed: row.typed ? JSON.parse(String(row.typed)) : {},
    ...(row.plan ? JSON.parse(String(row.plan)) : {}),
    outcome: row.outcome ? JSON.parse(String(row.outcome)) : null,
  }
}

export interface RowList {
  runId: number
  states: readonly RowState[]
  limit: number
  offset?: number
  /** Keyset: only rows behind this line. */
  afterLine?: number
}

export async function listRows(
  { runId, states, limit, offset = 0, afterLine = 0 }: RowList,
  client: QueryClientContract = db.connection()
): Promise<ImportRow[]> {
  const rows: Row[] = await client
    .from('import_rows')
    .where('run_id', runId)
    .whereIn('state', [...states])
    .where('line', '>', afterLine)
    .orderBy('line')
    .offset(offset)
    .limit(limit)
  return rows.map(toImportRow)
}

export async function findRow(runId: number, rowId: number): Promise<ImportRow | null> {
  const row: Row | null = await db.from('import_rows').where({ id: rowId, run_id: runId }).first()
  return row && toImportRow(row)
}
