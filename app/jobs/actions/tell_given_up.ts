import type { UnitOfWork } from '#core/unit_of_work'
import { readRun } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'

/** Lets the job of a run write down, in the transaction that ends it, that what it was to do is not done. */
export async function tellGivenUp(unit: UnitOfWork, id: number, reason: string): Promise<void> {
  const run = await readRun(id, unit.trx)
  if (!run) return
  const job = findJob(run.name)
  const payload = await job?.payload.validate(JSON.parse(run.payload)).catch(() => null)
  if (payload) await job?.onGivenUp?.(unit, { payload, reason })
}
