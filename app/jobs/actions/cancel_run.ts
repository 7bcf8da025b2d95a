import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'

/** Ends a run that waits or is under way: its handler is told within a second. False when it is over. */
export async function cancelRun(id: number): Promise<boolean> {
  const changed = await db
    .from('job_runs')
    .where('id', id)
    .whereIn('state', ['waiting', 'running', 'failed'])
    .update({ state: 'cancelled', dedup_key: null, locked_until: null, finished_at: now() })
  return Number(changed) === 1
}
