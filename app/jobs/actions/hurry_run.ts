import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { tellConsole } from '#jobs/live'
import { announceRun } from '#jobs/wake'

/** Lets a run that waits for its next try begin at once; any other stays as it is. */
export async function hurryRun(unit: UnitOfWork, id: number): Promise<void> {
  const runAt = now()
  const changed = await unit.trx
    .from('job_runs')
    .where({ id, state: 'failed' })
    .update({ run_at: runAt })
  if (Number(changed) === 0) return
  unit.afterCommit(() => {
    announceRun({ id, runAt })
    tellConsole()
  })
}
