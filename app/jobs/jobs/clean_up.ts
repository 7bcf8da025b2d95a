import vine from '@vinejs/vine'
import { toDatabaseTime } from '#core/time'
import { deleteOlder, type Outdated } from '#jobs/actions/delete_older'
import { defineJob } from '#jobs/job'

const DAY_MS = 86_400_000
/** How long the answer to an idempotency key can be asked for again, and an ended run be looked at. */
const KEPT_DAYS = 30

function outdated(): Outdated[] {
  const before = toDatabaseTime(new Date(Date.now() - KEPT_DAYS * DAY_MS))
  return [
    { table: 'idempotency_keys', column: 'created_at', before },
    { table: 'deletions', column: 'created_at', before },
    // Longer than a cookie is taken.
    { table: 'ended_sessions', column: 'ended_at', before },
    {
      table: 'webhook_deliveries',
      column: 'created_at',
      before,
      states: ['delivered', 'failed'],
    },
    {
      table: 'job_runs',
      column: 'created_at',
      before,
      states: ['done', 'dead', 'cancelled'],
    },
  ]
}

/** Removes what has had its time. */
export const cleanUp = defineJob({
  name: 'clean_up',
  payload: vine.create({}),
  async handle(context) {
    const removed: Record<string, number> = {}
    for (const kind of outdated()) {
      removed[kind.table] = 0
      for (let count = -1; count !== 0;) {
        count = await deleteOlder(kind)
        removed[kind.table] += count
        await context.breathe()
      }
    }
    return removed
  },
})
