import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { tellConsole } from '#jobs/live'
import { readRun } from '#jobs/queries/read_runs'
import { announceRun } from '#jobs/wake'

/** Lets a run that waits for its time, or for its next try, begin at once; any other stays as it is. */
export async function hurryRun(unit: UnitOfWork, id: number): Promise<void> {
  const runAt = now()
  const changed = await unit.trx
    .from('job_runs')
    .where('id', id)
    .whereIn('state', ['waiting', 'failed'])
    .where('run_at', '>', runAt)
    .update({ run_at: runAt })
  if (Number(changed) === 0) return
  const run = await readRun(id, unit.trx)
  unit.afterCommit(() => {
    if (run) announceRun({ id, runAt, priority: run.priority })
    tellConsole()
  })
}
