import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { endPhase, PhaseEnded } from '#core/import/change_run'
import { contextOf, readingOf } from '#core/import/plan_rows'
import type { Background } from '#core/import/ports'
import { readRow } from '#core/import/row_values'
import { toImportRow, type ImportRow } from '#core/import/rows'
import { countRows, readImport, type ImportRun } from '#core/import/runs'
import { workThrough, type RowWork, type Settled } from '#core/import/work_through'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import type { Row } from '#core/sql'

/** Does what the check has announced. Started again after a crash it goes on where it was. */
export async function applyImport(
  runId: number,
  actor: Actor,
  background: Background
): Promise<void> {
  const run = await readImport(runId)
  if (run.state !== 'importing') return
  const counts = await countRows(runId)
  const work: RowWork = {
    runId,
    phase: 'apply',
    total: counts.new + counts.changed,
    next: (limit) => nextRows(runId, limit),
    work: (unit, rows) => applyRows(unit, rows, { run, actor }),
    refused: (messages) => ({ state: 'bad', messages }),
  }
  try {
    await workThrough(work, background)
    await endPhase(runId, 'apply', { state: 'imported', imported_at: now() })
  } catch (error) {
    if (!(error instanceof PhaseEnded)) throw error
  }
}

async function nextRows(runId: number, limit: number): Promise<ImportRow[]> {
  const rows: Row[] = await db
    .from('import_rows')
    .where('run_id', runId)
    .whereIn('state', ['new', 'changed'])
    .orderBy('sort_key')
    .orderBy('line')
    .limit(limit)
  return rows.map(toImportRow)
}

async function applyRows(
  unit: UnitOfWork,
  rows: readonly ImportRow[],
  { run, actor }: { run: ImportRun; actor: Actor }
): Promise<Settled[]> {
  const reading = readingOf(run)
  const applied = await run.kind.apply(
    unit,
    rows.map((row) => ({
      line: row.line,
      targetId: row.targetId,
      values: readRow(row, reading).values,
    })),
    contextOf(run, actor)
  )
  return applied.map((one) =>
    'outcome' in one
      ? { state: 'done', outcome: one.outcome }
      : { state: 'bad', messages: one.messages }
  )
}
