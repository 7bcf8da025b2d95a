import db from '@adonisjs/lucid/services/db'
import { registerStateMetrics, type Figure } from '#core/metrics/registry'
import { selectRows } from '#core/sql'
import { fromDatabaseTime, now } from '#core/time'
import { registeredJobs } from '#jobs/registry'
import type { RunState } from '#jobs/queries/read_runs'
import { listWorkers } from '#jobs/workers'

/** What is over and went well is not counted: the history is long. */
const COUNTED: readonly RunState[] = ['waiting', 'running', 'failed', 'dead']

/** What the workers are at, and what waits for them. */
export function registerJobMetrics(): void {
  registerStateMetrics('jobs', {
    gauges: {
      bincard_jobs: {
        help: 'Runs of each job that wait, are under way, failed and will be tried again, or are dead',
        labels: ['job', 'state'],
      },
      bincard_jobs_oldest_due_seconds: {
        help: 'How long the run has waited that has been due for longest; 0 when none is',
      },
      bincard_jobs_paused: { help: 'Jobs whose runs wait since somebody paused them' },
      bincard_workers_alive: { help: 'Processes that carry out jobs' },
    },
    read: async () => {
      const [jobs, due, paused, workers] = [
        await countRuns(),
        await oldestDue(),
        await countPaused(),
        await listWorkers(),
      ]
      return {
        bincard_jobs: jobs,
        bincard_jobs_oldest_due_seconds: [{ value: due }],
        bincard_jobs_paused: [{ value: paused }],
        bincard_workers_alive: [{ value: workers.alive.length }],
      }
    },
  })
}

async function countRuns(): Promise<Figure[]> {
  const states = COUNTED.map((state) => `'${state}'`).join(', ')
  const rows = await selectRows<{ name: string; state: string; runs: number }>(
    db.connection(),
    `SELECT name, state, COUNT(*) AS runs FROM job_runs WHERE state IN (${states}) GROUP BY name, state`
  )
  const counts = new Map(rows.map(({ name, state, runs }) => [`${name} ${state}`, Number(runs)]))
  return registeredJobs().flatMap(({ name: job }) =>
    COUNTED.map((state) => ({ labels: { job, state }, value: counts.get(`${job} ${state}`) ?? 0 }))
  )
}

async function oldestDue(): Promise<number> {
  const moment = now()
  const [{ oldest }] = await selectRows<{ oldest: string | null }>(
    db.connection(),
    `SELECT MIN(run_at) AS oldest FROM job_runs WHERE state IN ('waiting', 'failed') AND run_at <= ?`,
    [moment]
  )
  if (oldest === null) return 0
  return fromDatabaseTime(moment).diff(fromDatabaseTime(oldest)).as('seconds')
}

async function countPaused(): Promise<number> {
  const [{ paused }] = await db.from('job_queues').where('is_paused', true).count('* as paused')
  return Number(paused)
}
