import { Conflict } from '#core/exceptions'
import { t } from '#core/i18n'
import { importPorts, type ImportPhase } from '#core/import/ports'
import type { ImportRun, RunState } from '#core/import/runs'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'

const STATE_OF: Record<ImportPhase, RunState> = {
  check: 'checking',
  apply: 'importing',
  undo: 'undoing',
}

/** The states in which a phase can begin. */
const BEGINS_IN: Record<ImportPhase, readonly RunState[]> = {
  check: ['mapping', 'checked'],
  apply: ['checked', 'stopped', 'imported'],
  undo: ['stopped', 'imported'],
}

/** Lets the background begin a phase. Throws Conflict when the run is not where that could follow. */
export function beginPhase(
  run: Pick<ImportRun, 'id'>,
  phase: ImportPhase,
  { userId, total, fields = {} }: { userId: number; total: number; fields?: object }
): Promise<void> {
  return transact(async (unit) => {
    const changed = await unit.trx
      .from('import_runs')
      .where('id', run.id)
      .whereIn('state', [...BEGINS_IN[phase]])
      .update({
        ...fields,
        state: STATE_OF[phase],
        phase_total: total,
        done_count: 0,
        problem: null,
        phase_started_at: now(),
      })
    if (Number(changed) !== 1) throw new Conflict(t('This import has moved on. Look again.'))
    await importPorts().enqueue(unit, phase, { id: run.id, userId })
  })
}

/** Counts what was done; false when somebody ended the phase, so that the work stops. */
export async function countDone(
  { trx }: UnitOfWork,
  { id, phase, add }: { id: number; phase: ImportPhase; add: number }
): Promise<boolean> {
  const changed = await trx
    .from('import_runs')
    .where({ id, state: STATE_OF[phase] })
    .update({ done_count: trx.raw('done_count + ?', [add]) })
  return Number(changed) === 1
}

/** Ends a phase, unless it has ended already. */
export function endPhase(
  id: number,
  phase: ImportPhase,
  fields: { state: RunState; problem?: string; [column: string]: string | number | undefined }
): Promise<void> {
  return transact(async ({ trx }) => {
    await trx.from('import_runs').where({ id, state: STATE_OF[phase] }).update(fields)
  })
}

/** Where a run stands when its phase is ended before its end. */
const STOPPED_IN: Partial<Record<RunState, RunState>> = {
  checking: 'mapping',
  importing: 'stopped',
  undoing: 'stopped',
}

/** Ends the phase under way; what it has done stays. */
export async function cancelPhase({ id, state }: Pick<ImportRun, 'id' | 'state'>): Promise<void> {
  const next = STOPPED_IN[state]
  if (!next) return
  await transact(async ({ trx }) => {
    await trx.from('import_runs').where({ id, state }).update({ state: next })
  })
}

/** Thrown in a phase when the run is no longer in it. */
export class PhaseEnded extends Error {}

export function phaseOf(state: RunState): ImportPhase | null {
  const found = Object.entries(STATE_OF).find(([, value]) => value === state)
  return found ? (found[0] as ImportPhase) : null
}

/** After a failure of the server: what was done stays, and the user may go on from there. */
export async function stopFailed(id: number, phase: ImportPhase, error: unknown): Promise<void> {
  const state = STOPPED_IN[STATE_OF[phase]] ?? 'stopped'
  const problem = error instanceof Error ? error.message.slice(0, 300) : String(error)
  await endPhase(id, phase, { state, problem })
}
