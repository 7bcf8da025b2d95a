import db from '@adonisjs/lucid/services/db'
import type { DatabaseQueryBuilderContract } from '@adonisjs/lucid/types/querybuilder'
import { selectRows } from '#core/sql'
import { fromDatabaseTime, now, toDatabaseTime } from '#core/time'
import { registeredJobs } from '#jobs/registry'
import type { JobRun, RunState } from '#jobs/queries/read_runs'

export const RUN_STATES: readonly RunState[] = [
  'waiting',
  'running',
  'failed',
  'dead',
  'done',
  'cancelled',
]
export const RUNS_A_PAGE = 50
const HOUR_MS = 3_600_000

export interface RunFilter {
  name?: string
  state?: RunState
  /** Local days of when it was enqueued, both included, as moments. */
  from?: string
  to?: string
}

/** A run as lists show it. */
export interface ListedRun extends JobRun {
  username: string | null
  /** Milliseconds from its beginning to its end, or until now; null before it began. */
  durationMs: number | null
}

/** A page of runs, the newest first. */
export async function listRuns(filter: RunFilter, page: number) {
  const rows = await filtered(filter)
    .leftJoin('users', 'users.id', 'job_runs.user_id')
    .select('job_runs.*', 'users.username')
    .orderBy('job_runs.id', 'desc')
    .offset((page - 1) * RUNS_A_PAGE)
    .limit(RUNS_A_PAGE + 1)
  return {
    runs: rows.slice(0, RUNS_A_PAGE).map((row): ListedRun => withDuration(row as ListedRun)),
    hasNext: rows.length > RUNS_A_PAGE,
  }
}

/** One run with who asked for it, or null. */
export async function readListedRun(id: number): Promise<ListedRun | null> {
  const row = await db
    .from('job_runs')
    .leftJoin('users', 'users.id', 'job_runs.user_id')
    .where('job_runs.id', id)
    .select('job_runs.*', 'users.username')
    .first()
  return row ? withDuration(row as ListedRun) : null
}

/** The ids of the runs of a filter, at most `limit`: for bulk actions on all that match. */
export async function listRunIds(filter: RunFilter, limit: number): Promise<number[]> {
  const rows = await filtered(filter)
    .select('job_runs.id')
    .orderBy('job_runs.id', 'desc')
    .limit(limit)
  return rows.map(({ id }) => Number(id))
}

export interface QueueSummary {
  name: string
  isPaused: boolean
  isRunByHand: boolean
  counts: Record<RunState, number>
  /** Runs that were done in the last hour, and how long they took on average. */
  doneInLastHour: number
  averageMs: number | null
}

/** Every job with how many of its runs are in which state. */
export async function summarizeQueues(): Promise<QueueSummary[]> {
  const [counts, pauses, recent] = await Promise.all([countByState(), pausedJobs(), recentlyDone()])
  return registeredJobs()
    .map(({ name, isRunByHand }) => {
      const durations = recent.get(name) ?? []
      const sum = durations.reduce((total, one) => total + one, 0)
      return {
        name,
        isPaused: pauses.has(name),
        isRunByHand,
        counts: counts.get(name) ?? noRuns(),
        doneInLastHour: durations.length,
        averageMs: durations.length > 0 ? sum / durations.length : null,
      }
    })
    .sort((one, other) => one.name.localeCompare(other.name))
}

async function countByState() {
  const rows = await selectRows<{ name: string; state: RunState; runs: number }>(
    db.connection(),
    'SELECT name, state, COUNT(*) AS runs FROM job_runs GROUP BY name, state'
  )
  const counts = new Map<string, Record<RunState, number>>()
  for (const { name, state, runs } of rows) {
    const ofJob = counts.get(name) ?? noRuns()
    ofJob[state] = Number(runs)
    counts.set(name, ofJob)
  }
  return counts
}

function noRuns(): Record<RunState, number> {
  return { waiting: 0, running: 0, failed: 0, dead: 0, done: 0, cancelled: 0 }
}

async function pausedJobs(): Promise<Set<string>> {
  const rows = await db.from('job_queues').where('is_paused', true).select('name')
  return new Set(rows.map(({ name }) => String(name)))
}

async function recentlyDone(): Promise<Map<string, number[]>> {
  const rows = await db
    .from('job_runs')
    .where('state', 'done')
    .where('finished_at', '>', toDatabaseTime(new Date(Date.now() - HOUR_MS)))
    .select('name', 'started_at', 'finished_at')
  const durations = new Map<string, number[]>()
  for (const row of rows) {
    const duration = durationOf(row)
    if (duration !== null) durations.set(row.name, [...(durations.get(row.name) ?? []), duration])
  }
  return durations
}

function filtered({ name, state, from, to }: RunFilter): DatabaseQueryBuilderContract {
  const query = db.from('job_runs')
  if (name) query.where('job_runs.name', name)
  if (state) query.where('job_runs.state', state)
  if (from) query.where('job_runs.created_at', '>=', from)
  if (to) query.where('job_runs.created_at', '<=', to)
  return query
}

function withDuration(row: ListedRun): ListedRun {
  return { ...row, durationMs: durationOf(row) }
}

function durationOf(run: Pick<JobRun, 'started_at' | 'finished_at'>): number | null {
  if (!run.started_at) return null
  const end = fromDatabaseTime(run.finished_at ?? now())
  return Math.max(0, end.diff(fromDatabaseTime(run.started_at)).toMillis())
}
