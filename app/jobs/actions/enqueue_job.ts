import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { tellConsole } from '#jobs/live'
import { findJob } from '#jobs/registry'
import { announceRun } from '#jobs/wake'

export interface EnqueueJobInput {
  name: string
  payload?: object
  /** While a run with this key waits or runs, there is no second one. */
  dedupKey?: string
  userId?: number
  /** When it is to run, as the database keeps moments; now when left out. */
  runAt?: string
  /** Of what is due the lowest number goes first; that of the job when left out. */
  priority?: number
}

/**
 * Writes a run in the transaction of the change that causes it: none is lost, and none runs for a
 * change that was rolled back. Gives the run's id; with a key that is taken, the id of the other run.
 * Throws for a job that does not exist and for a payload it does not take.
 */
export async function enqueueJob(unit: UnitOfWork, input: EnqueueJobInput): Promise<number> {
  const job = findJob(input.name)
  if (!job) throw new Error(`There is no job "${input.name}"`)
  const payload = await job.payload.validate(input.payload ?? {})
  const row = {
    name: job.name,
    payload: JSON.stringify(payload),
    max_attempts: job.maxAttempts,
    dedup_key: input.dedupKey ?? null,
    user_id: input.userId ?? null,
    run_at: input.runAt ?? now(),
    priority: input.priority ?? job.priority,
    created_at: now(),
  }
  const id = await insertRun(unit, row)
  unit.afterCommit(() => {
    announceRun({ id, runAt: row.run_at, priority: row.priority })
    tellConsole()
  })
  return id
}

async function insertRun(
  unit: UnitOfWork,
  row: Record<string, string | number | null>
): Promise<number> {
  if (row.dedup_key === null) {
    const [id] = await unit.trx.table('job_runs').insert(row)
    return Number(id)
  }
  await unit.trx.knexQuery().table('job_runs').insert(row).onConflict('dedup_key').ignore()
  const run = await unit.trx.from('job_runs').where('dedup_key', row.dedup_key).select('id').first()
  return Number(run.id)
}
