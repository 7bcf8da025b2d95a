import db from '@adonisjs/lucid/services/db'
import { selectRows } from '#core/sql'
import type { ExportFormat } from '#core/export/formats'
import type { RunState } from '#jobs/queries/read_runs'

export type ExportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

export interface KeptExport {
  id: number
  userId: number
  userName: string
  runId: number | null
  table: string
  format: ExportFormat
  request: string
  filters: string
  fileName: string
  state: ExportState
  isOpen: boolean
  rowCount: number
  rowsWritten: number
  percent: number
  bytes: number | null
  createdAt: string
}

interface ExportRow {
  id: number
  user_id: number
  username: string | null
  run_id: number | null
  table_name: string
  format: ExportFormat
  request: string
  filters: string
  file_name: string
  row_count: number
  rows_written: number
  bytes: number | null
  created_at: string
  finished_at: string | null
  run_state: RunState | null
}

const MOST_LISTED = 200
const EXPORTS = `
  SELECT e.id, e.user_id, users.username, e.run_id, e.table_name, e.format, e.request, e.filters, e.file_name,
         e.row_count, e.rows_written, e.bytes, e.created_at, e.finished_at, r.state AS run_state
  FROM table_exports e
  LEFT JOIN job_runs r ON r.id = e.run_id
  LEFT JOIN users ON users.id = e.user_id`

/** A user's exports, the newest first; everybody's without one. */
export async function listExports(userId?: number): Promise<KeptExport[]> {
  const rows = await selectRows<ExportRow>(
    db.connection(),
    `${EXPORTS} ${userId === undefined ? '' : 'WHERE e.user_id = ?'} ORDER BY e.id DESC LIMIT ${MOST_LISTED}`,
    userId === undefined ? [] : [userId]
  )
  return rows.map(toExport)
}

export async function findKeptExport(id: number): Promise<KeptExport | null> {
  const [row] = await selectRows<ExportRow>(db.connection(), `${EXPORTS} WHERE e.id = ?`, [id])
  return row ? toExport(row) : null
}

const STATES: Record<RunState, ExportState> = {
  waiting: 'waiting',
  running: 'running',
  // It will be tried again.
  failed: 'waiting',
  done: 'done',
  dead: 'failed',
  cancelled: 'cancelled',
}

function toExport(row: ExportRow): KeptExport {
  const state = stateOf(row)
  const [rowCount, rowsWritten] = [Number(row.row_count), Number(row.rows_written)]
  return {
    id: Number(row.id),
    userId: Number(row.user_id),
    userName: row.username ?? '',
    runId: row.run_id === null ? null : Number(row.run_id),
    table: row.table_name,
    format: row.format,
    request: row.request,
    filters: row.filters,
    fileName: row.file_name,
    state,
    isOpen: state === 'waiting' || state === 'running',
    rowCount,
    rowsWritten,
    percent: rowCount === 0 ? 0 : Math.min(100, Math.floor((rowsWritten * 100) / rowCount)),
    bytes: row.bytes === null ? null : Number(row.bytes),
    createdAt: row.created_at,
  }
}

function stateOf({ finished_at: finishedAt, run_state: run }: ExportRow): ExportState {
  if (finishedAt !== null) return 'done'
  const state = run === null ? 'failed' : STATES[run]
  return state === 'done' ? 'failed' : state
}
