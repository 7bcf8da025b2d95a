import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput, NotFound } from '#core/exceptions'
import { sendJson } from '#core/http/json'
import { readApiBody } from '#core/http/read_api_body'
import { fromDatabaseTime, toDatabaseTime } from '#core/time'
import { editSchedule, setPaused } from '#jobs/actions/manage_runs'
import { nextOccurrences } from '#jobs/cron'
import { summarizeQueues, type QueueSummary } from '#jobs/queries/list_runs'
import { currentSchedules } from '#jobs/schedules'
import { listWorkers } from '#jobs/workers'

const NEXT_TIMES = 5

/** GET /api/background-task/queues/ */
export async function listQueues(ctx: HttpContext): Promise<void> {
  const queues = await summarizeQueues()
  sendJson(ctx, 200, queues.map(queueOf))
}

/** POST /api/background-task/queues/:name/pause/ and …/resume/ */
export function pauseQueue(isPaused: boolean) {
  return async (ctx: HttpContext): Promise<void> => {
    const name = String(ctx.params.name)
    await setPaused(name, isPaused, ctx.actor)
    const queues = await summarizeQueues()
    const queue = queues.find((one) => one.name === name)
    if (!queue) throw new NotFound('Job')
    sendJson(ctx, 200, queueOf(queue))
  }
}

/** GET /api/background-task/workers/ */
export async function listTaskWorkers(ctx: HttpContext): Promise<void> {
  const { alive, lastSeenAt } = await listWorkers()
  sendJson(ctx, 200, {
    last_seen: lastSeenAt && iso(lastSeenAt),
    workers: alive.map((worker) => ({
      host: worker.host,
      process_id: worker.processId,
      version: worker.version,
      role: worker.role,
      memory: worker.memory,
      tasks: worker.current.map(({ id, name }) => ({ pk: id, name })),
      started: iso(worker.startedAt),
      seen: iso(worker.seenAt),
    })),
  })
}

/** PATCH /api/background-task/scheduled/:name/ {cron?, enabled?} */
export async function changeScheduled(ctx: HttpContext): Promise<void> {
  const name = String(ctx.params.name)
  const { cron, enabled } = await readApiBody(ctx)
  if (cron !== undefined && typeof cron !== 'string') {
    throw InvalidInput.field('cron', 'Not a valid string.')
  }
  if (enabled !== undefined && typeof enabled !== 'boolean') {
    throw InvalidInput.field('enabled', 'Must be a valid boolean.')
  }
  await editSchedule(name, { cron, isEnabled: enabled }, ctx.actor)
  const schedules = await currentSchedules()
  const schedule = schedules.find(({ job }) => job === name)
  if (!schedule) throw new NotFound('Schedule')
  const next = nextOccurrences(schedule.cron, new Date(), NEXT_TIMES)
  sendJson(ctx, 200, {
    name,
    cron: schedule.cron,
    usual_cron: schedule.usualCron,
    enabled: schedule.isEnabled,
    next_runs: schedule.isEnabled ? next.map((moment) => iso(toDatabaseTime(moment))) : [],
  })
}

function queueOf({ name, isPaused, counts, doneInLastHour, averageMs }: QueueSummary) {
  return {
    name,
    is_paused: isPaused,
    ...counts,
    done_in_last_hour: doneInLastHour,
    average_seconds: averageMs === null ? null : averageMs / 1000,
  }
}

function iso(moment: string): string {
  return fromDatabaseTime(moment).toISO()
}
