import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { t } from '#core/i18n'
import { endPhase, PhaseEnded } from '#core/import/change_run'
import { contextOf } from '#core/import/plan_rows'
import type { Background } from '#core/import/ports'
import { toImportRow, type ImportRow } from '#core/import/rows'
import { countRows, readImport, type ImportRun } from '#core/import/runs'
import { workThrough, type RowWork, type Settled } from '#core/import/work_through'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'

const PIECE = 200

/** Takes back what an import did, the last row first; what has been used since stays and says why. */
export async function undoImport(
  runId: number,
  actor: Actor,
  background: Background
): Promise<void> {
  const run = await readImport(runId)
  if (run.state !== 'undoing') return
  const counts = await countRows(runId)
  const work: RowWork = {
    runId,
    phase: 'undo',
    total: counts.done,
    next: (limit) => lastRows(runId, limit),
    work: (unit, rows) => undoRows(unit, rows, { run, actor }),
    refused: (messages) => ({ state: 'kept', messages }),
  }
  try {
    await workThrough(work, background)
    await removeUnused(run, actor, background)
    await endPhase(runId, 'undo', { state: 'undone', undone_at: now() })
  } catch (error) {
    if (!(error instanceof PhaseEnded)) throw error
  }
}

async function lastRows(runId: number, limit: number): Promise<ImportRow[]> {
  const rows: Row[] = await db
    .from('import_rows')
    .where({ run_id: runId, state: 'done' })
    .orderBy('sort_key', 'desc')
    .orderBy('line', 'desc')
    .limit(limit)
  return rows.map(toImportRow)
}

async function undoRows(
  unit: UnitOfWork,
  rows: readonly ImportRow[],
  { run, actor }: { run: ImportRun; actor: Actor }
): Promise<Settled[]> {
  const context = contextOf(run, actor)
  const settled: Settled[] = []
  for (const { outcome } of rows) {
    const reason = outcome
      ? await run.kind.undo(unit, outcome, context)
      : t('Nothing is known of this row.')
    settled.push(
      reason === null ? { state: 'undone' } : { state: 'kept', messages: { row: reason } }
    )
  }
  return settled
}

/** Categories and the like that were only made because rows named them go too, the last one first. */
async function removeUnused({ id, kind }: ImportRun, actor: Actor, { breathe }: Background) {
  let beforeId = Number.MAX_SAFE_INTEGER
  for (;;) {
    const rows: Row[] = await db
      .from('import_rows')
      .where('run_id', id)
      .where('id', '<', beforeId)
      .where('outcome', 'like', '%"alsoCreated"%')
      .orderBy('id', 'desc')
      .limit(PIECE)
    for (const row of rows) {
      for (const made of [...(toImportRow(row).outcome?.alsoCreated ?? [])].reverse()) {
        await transact(async (unit) => kind.removeUnused?.(unit, made, actor))
      }
      beforeId = Number(row.id)
    }
    if (rows.length < PIECE) return
    await breathe()
  }
}
