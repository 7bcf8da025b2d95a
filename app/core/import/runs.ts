import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { NotFound } from '#core/exceptions'
import type { FileFormat } from '#core/import/detect_format'
import type { Mapping } from '#core/import/guess_columns'
import { findImportKind, type ImportChoices, type ImportKind } from '#core/import/kinds'
import type { TableContents } from '#core/import/table'
import { selectRows, type Row } from '#core/sql'

export type RunState =
  'mapping' | 'checking' | 'checked' | 'importing' | 'stopped' | 'imported' | 'undoing' | 'undone'

/** States in which the background works on a run. */
export const WORKING: readonly RunState[] = ['checking', 'importing', 'undoing']

/** An import of one file. */
export interface ImportRun {
  id: number
  kind: ImportKind
  state: RunState
  userId: number
  userName: string
  fileName: string
  storedName: string | null
  fileSize: number
  fileHash: string
  format: FileFormat
  contents: TableContents
  mapping: Mapping
  choices: ImportChoices
  rowCount: number
  doneCount: number
  phaseTotal: number
  problem: string | null
  phaseStartedAt: string | null
  importedAt: string | null
  undoneAt: string | null
  createdAt: string
}

/** Throws NotFound('Import'). */
export async function readImport(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<ImportRun> {
  const row: Row | null = await client.from('import_runs').where('id', id).first()
  const kind = findImportKind(row?.kind)
  if (!row || !kind) throw new NotFound('Import')
  return toRun(row, kind)
}

function toRun(row: Row, kind: ImportKind): ImportRun {
  const text = (name: string) => (row[name] === null ? null : String(row[name]))
  return {
    id: Number(row.id),
    kind,
    state: String(row.state) as RunState,
    userId: Number(row.user_id),
    userName: String(row.user_name),
    fileName: String(row.file_name),
    storedName: text('stored_name'),
    fileSize: Number(row.file_size),
    fileHash: String(row.file_hash),
    format: JSON.parse(String(row.format)),
    contents: JSON.parse(String(row.contents)),
    mapping: JSON.parse(String(row.mapping)),
    choices: JSON.parse(String(row.choices)),
    rowCount: Number(row.row_count),
    doneCount: Number(row.done_count),
    phaseTotal: Number(row.phase_total),
    problem: text('problem'),
    phaseStartedAt: text('phase_started_at'),
    importedAt: text('imported_at'),
    undoneAt: text('undone_at'),
    createdAt: String(row.created_at),
  }
}

export const ROW_STATES = [
  'new',
  'changed',
  'unchanged',
  'bad',
  'skipped',
  'done',
  'undone',
  'kept',
] as const
export type RowState = (typeof ROW_STATES)[number]

export type RowCounts = Record<RowState, number>

export async function countRows(
  runId: number,
  client: QueryClientContract = db.connection()
): Promise<RowCounts> {
  const rows = await selectRows<{ state: RowState; total: number }>(
    client,
    'SELECT state, COUNT(*) AS total FROM import_rows WHERE run_id = ? GROUP BY state',
    [runId]
  )
  const found = new Map(rows.map(({ state, total }) => [state, Number(total)]))
  return Object.fromEntries(ROW_STATES.map((state) => [state, found.get(state) ?? 0])) as RowCounts
}

/** When a file of the same bytes was imported before, and by whom; the latest first. */
export async function earlierImport(run: ImportRun) {
  const row: Row | null = await db
    .from('import_runs')
    .where('file_hash', run.fileHash)
    .where('kind', run.kind.key)
    .whereNot('id', run.id)
    .whereNotNull('imported_at')
    .orderBy('id', 'desc')
    .first()
  return row && toRun(row, run.kind)
}

export interface ListedImport {
  run: ImportRun
  counts: RowCounts
}

const IMPORTS_A_PAGE = 25

/** Past imports of these kinds, the newest first. */
export async function listImports(kinds: readonly ImportKind[], page: number) {
  const rows: Row[] = await db
    .from('import_runs')
    .whereIn(
      'kind',
      kinds.map(({ key }) => key)
    )
    .orderBy('id', 'desc')
    .offset((page - 1) * IMPORTS_A_PAGE)
    .limit(IMPORTS_A_PAGE + 1)
  const imports: ListedImport[] = []
  for (const row of rows.slice(0, IMPORTS_A_PAGE)) {
    const kind = findImportKind(row.kind)
    if (kind) imports.push({ run: toRun(row, kind), counts: await countRows(Number(row.id)) })
  }
  return { imports, hasNext: rows.length > IMPORTS_A_PAGE }
}
