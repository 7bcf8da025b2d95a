import type { HttpContext } from '@adonisjs/core/http'
import db from '@adonisjs/lucid/services/db'
import { InvalidInput, NotFound } from '#core/exceptions'
import { idOf } from '#core/http/endpoint'
import { sendJson } from '#core/http/json'
import { asObject, readApiBody } from '#core/http/read_api_body'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { pageBounds } from '#core/resource/list_query'
import { pageUrl, queryOf } from '#core/resource/query_string'
import { fromDatabaseTime, toDatabaseTime } from '#core/time'
import { runNow, retryRun, stopRun } from '#jobs/actions/manage_runs'
import { nextOccurrences } from '#jobs/cron'
import { lastRuns, readRun, type JobRun, type RunState } from '#jobs/queries/read_runs'
import { currentSchedules } from '#jobs/schedules'
import { listWorkers } from '#jobs/workers'

const PENDING: RunState[] = ['waiting', 'running', 'failed']

/** GET /api/background-task/ */
export async function showOverview(ctx: HttpContext): Promise<void> {
  const [workers, pending, failed, schedules] = await Promise.all([
    listWorkers(),
    countRuns(PENDING),
    countRuns(['dead']),
    currentSchedules(),
  ])
  sendJson(ctx, 200, {
    is_running: workers.alive.length > 0,
    pending_tasks: pending,
    scheduled_tasks: schedules.filter(({ isEnabled }) => isEnabled).length,
    failed_tasks: failed,
  })
}

/** GET /api/background-task/pending/ and …/failed/ */
export function listTasks(states: RunState[]) {
  return async (ctx: HttpContext): Promise<void> => {
    const { limit, offset } = pageBounds(queryOf(ctx)) ?? { limit: 1_000, offset: 0 }
    const count = await countRuns(states)
    const rows: JobRun[] = await db
      .from('job_runs')
      .whereIn('state', states)
      .orderBy('id', 'desc')
      .limit(limit)
      .offset(offset)
    sendPage(ctx, { count, limit, offset, results: rows.map(taskOf) })
  }
}

/** GET /api/background-task/scheduled/ */
export async function listScheduled(ctx: HttpContext): Promise<void> {
  const [schedules, last] = await Promise.all([currentSchedules(), lastRuns()])
  const results = schedules.map(({ job, cron, isEnabled }, index) => ({
    pk: index + 1,
    name: job,
    func: job,
    args: null,
    kwargs: null,
    schedule_type: 'C',
    cron,
    repeats: -1,
    last_run: isoOrNull(last.get(job) ?? null),
    next_run: isEnabled ? iso(toDatabaseTime(nextOccurrences(cron, new Date(), 1)[0])) : null,
    success: true,
    task: null,
  }))
  sendPage(ctx, { count: results.length, limit: results.length, offset: 0, results })
}

/** GET /api/background-task/:id/ */
export async function showTask(ctx: HttpContext): Promise<void> {
  const run = await readRun(idOf(ctx))
  if (!run) throw new NotFound('Task')
  sendJson(ctx, 200, { ...taskOf(run), log: run.log ?? '', output: run.result })
}

/** POST /api/background-task/ {name, payload?}: runs a job now. */
export async function runTask(ctx: HttpContext): Promise<void> {
  const { name, payload } = await readApiBody(ctx)
  if (typeof name !== 'string') throw InvalidInput.field('name', 'This field is required.')
  const given = asObject(payload ?? {})
  await answerOnce(ctx, async (unit) => {
    const id = await runNow({ name, payload: given }, ctx.actor, unit)
    return jsonAnswer(201, { pk: id, task_id: String(id), name })
  })
}

/** POST /api/background-task/:id/retry/: gives the run that is made again. */
export async function retryTask(ctx: HttpContext): Promise<void> {
  const payload = await givenPayload(ctx)
  const id = await retryRun(idOf(ctx), ctx.actor, payload)
  const run = await readRun(id)
  if (!run) throw new NotFound('Task')
  sendJson(ctx, 201, taskOf(run))
}

async function givenPayload(ctx: HttpContext): Promise<object | undefined> {
  const { payload } = await readApiBody(ctx)
  return payload === undefined ? undefined : asObject(payload)
}

/** POST /api/background-task/:id/cancel/ */
export async function cancelTask(ctx: HttpContext): Promise<void> {
  const id = idOf(ctx)
  await stopRun(id, ctx.actor)
  const run = await readRun(id)
  if (!run) throw new NotFound('Task')
  sendJson(ctx, 200, taskOf(run))
}

async function countRuns(states: RunState[]): Promise<number> {
  const rows = await db.from('job_runs').whereIn('state', states).count('* as runs')
  return Number(rows[0].runs)
}

interface ResultPage {
  count: number
  limit: number
  offset: number
  results: object[]
}

/** A page with its neighbours when there is a limit, else a bare array, as all lists answer. */
function sendPage(ctx: HttpContext, { count, limit, offset, results }: ResultPage): void {
  if (!pageBounds(queryOf(ctx))) return sendJson(ctx, 200, results)
  const next = offset + limit < count ? pageUrl(ctx, limit, offset + limit) : null
  const previous = offset > 0 ? pageUrl(ctx, limit, Math.max(0, offset - limit)) : null
  sendJson(ctx, 200, { count, next, previous, results })
}

function taskOf(run: JobRun): object {
  return {
    pk: run.id,
    task_id: String(run.id),
    name: run.name,
    func: run.name,
    args: null,
    kwargs: run.payload,
    status: run.state,
    progress: run.progress,
    message: run.message,
    started: isoOrNull(run.started_at),
    stopped: isoOrNull(run.finished_at),
    attempt_count: run.attempts,
    result: run.error,
  }
}

function isoOrNull(moment: string | null): string | null {
  return moment === null ? null : iso(moment)
}

function iso(moment: string): string {
  return fromDatabaseTime(moment).toISO()
}
