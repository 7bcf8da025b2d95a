import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { tellGivenUp } from '#jobs/actions/tell_given_up'

/** Ends a run that waits or is under way: its handler is told within a second. False when it is over. */
export function cancelRun(id: number): Promise<boolean> {
  return transact(async (unit) => {
    const changed = await unit.trx
      .from('job_runs')
      .where('id', id)
      .whereIn('state', ['waiting', 'running', 'failed'])
      .update({ state: 'cancelled', dedup_key: null, locked_until: null, finished_at: now() })
    if (Number(changed) !== 1) return false
    await tellGivenUp(unit, id, 'The job was cancelled')
    return true
  })
}
