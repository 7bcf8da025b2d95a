import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { endPhase, PhaseEnded } from '#core/import/change_run'
import type { Applied, RowPlan } from '#core/import/kinds'
import { contextOf, planRows, readingOf } from '#core/import/plan_rows'
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
  const plans = new Map<number, RowPlan>()
  const work: RowWork = {
    runId,
    phase: 'apply',
    total: counts.new + counts.changed,
    async next(limit) {
      const rows = await nextRows(runId, limit)
      await planAfresh(rows, plans, { run, actor })
      return rows
    },
    work: (unit, rows) => applyRows(unit, rows, { run, actor, plans }),
    refused: (messages) => ({ state: 'bad', messages }),
  }
  try {
    await workThrough(work, background)
    await endPhase(runId, 'apply', { state: 'imported', imported_at: now() })
  } catch (error) {
    if (!(error instanceof PhaseEnded)) throw error
  }
}

/** Since the check others may have added or changed what the rows are about. */
async function planAfresh(
  rows: readonly ImportRow[],
  plans: Map<number, RowPlan>,
  { run, actor }: { run: ImportRun; actor: Actor }
): Promise<void> {
  plans.clear()
  if (rows.length === 0) return
  const fresh = await planRows(rows, run, contextOf(run, actor))
  for (const [index, { id }] of rows.entries()) plans.set(id, fresh[index])
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

interface Applying {
  run: ImportRun
  actor: Actor
  plans: ReadonlyMap<number, RowPlan>
}

async function applyRows(
  unit: UnitOfWork,
  rows: readonly ImportRow[],
  { run, actor, plans }: Applying
): Promise<Settled[]> {
  const reading = readingOf(run)
  const settled = rows.map(({ id }) => settledBy(plans.get(id)))
  const open = rows.filter((_, index) => settled[index] === null)
  const toApply = open.map((row) => ({
    line: row.line,
    targetId: plans.get(row.id)?.targetId,
    values: readRow(row, reading).values,
  }))
  const applied =
    toApply.length > 0 ? await run.kind.apply(unit, toApply, contextOf(run, actor)) : []
  const outcomes = applied.values()
  return settled.map((one) => one ?? settledAs(outcomes.next().value))
}

/** What a row is by its fresh plan when there is nothing to apply any more; else null. */
function settledBy(plan: RowPlan | undefined): Settled | null {
  if (plan?.state !== 'bad' && plan?.state !== 'unchanged') return null
  return { state: plan.state, messages: plan.messages }
}

function settledAs(applied: Applied | undefined): Settled {
  if (!applied) throw new Error('A kind must answer for each row')
  return 'outcome' in applied
    ? { state: 'done', outcome: applied.outcome }
    : { state: 'bad', messages: applied.messages }
}
