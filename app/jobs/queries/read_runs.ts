import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { selectRows } from '#core/sql'
import { now } from '#core/time'

export type RunState = 'waiting' | 'running' | 'done' | 'failed' | 'dead' | 'cancelled'

/** A run as its row has it. "failed" will be tried again at run_at; "dead" will not. */
export interface JobRun {
  id: number
  name: string
  payload: string
  state: RunState
  attempts: number
  max_attempts: number
  priority: number
  progress: number
  message: string
  log: string | null
  result: string | null
  error: string | null
  user_id: number | null
  run_at: string
  locked_until: string | null
  started_at: string | null
  finished_at: string | null
  created_at: string
}

/** It waits for a moment that is still to come. */
export function isScheduled({ state, run_at: runAt }: Pick<JobRun, 'state' | 'run_at'>): boolean {
  return state === 'waiting' && runAt > now()
}

export async function readRun(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<JobRun | null> {
  return client.from('job_runs').where('id', id).first()
}

/** The newest run of a job that is not over, or null. */
export async function findOpenRun(name: string): Promise<JobRun | null> {
  return db
    .from('job_runs')
    .where('name', name)
    .whereIn('state', ['waiting', 'running', 'failed'])
    .orderBy('id', 'desc')
    .first()
}

/** The newest run of a job, whatever became of it, or null. */
export async function findLastRun(name: string): Promise<JobRun | null> {
  return db.from('job_runs').where('name', name).orderBy('id', 'desc').first()
}

/** When the newest run of each job was made. */
export async function lastRuns(
  client: QueryClientContract = db.connection()
): Promise<Map<string, string>> {
  const rows = await selectRows<{ name: string; created_at: string }>(
    client,
    'SELECT name, MAX(created_at) AS created_at FROM job_runs GROUP BY name'
  )
  return new Map(rows.map((row) => [row.name, row.created_at]))
}

/**
 * Runs that could begin at this moment, in the order of their turn; also those whose process is gone. Runs
 * of the jobs named in `except` are left out.
 */
export function listClaimable(
  moment: string,
  { limit, except = [] }: { limit: number; except?: readonly string[] }
): Promise<JobRun[]> {
  return db
    .from('job_runs')
    .where((query) => {
      query
        .where((due) => {
          due.whereIn('state', ['waiting', 'failed']).where('run_at', '<=', moment)
        })
        .orWhere((lost) => {
          lost.where('state', 'running').where('locked_until', '<', moment)
        })
    })
    .if(except.length, (query) => query.whereNotIn('name', [...except]))
    .orderBy('priority')
    .orderBy('run_at')
    .orderBy('id')
    .limit(limit)
}
