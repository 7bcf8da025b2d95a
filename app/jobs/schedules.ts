import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { fromDatabaseTime, now as nowText } from '#core/time'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { previousOccurrence } from '#jobs/cron'
import { lastRuns } from '#jobs/queries/read_runs'

/** When a job runs by itself: a cron expression of five fields, in the company's time zone. */
export interface Schedule {
  job: string
  cron: string
}

/** A schedule as it holds now: what the product brings along, with an administrator's changes. */
export interface CurrentSchedule extends Schedule {
  usualCron: string
  isEnabled: boolean
}

const LOOK_EVERY_MS = 30_000

const schedules: Schedule[] = []

export function registerSchedule(schedule: Schedule): void {
  schedules.push(schedule)
}

/** All schedules as they hold now. */
export async function currentSchedules(): Promise<CurrentSchedule[]> {
  const rows = await db.from('job_schedules')
  const changes = new Map(rows.map((row) => [String(row.job), row]))
  return schedules.map(({ job, cron }) => {
    const change = changes.get(job)
    return {
      job,
      cron: change?.cron ?? cron,
      usualCron: cron,
      isEnabled: change ? Boolean(change.is_enabled) : true,
    }
  })
}

/** Changes when a job runs by itself, or whether it does. */
export async function changeSchedule(
  job: string,
  change: { cron?: string; isEnabled?: boolean }
): Promise<void> {
  const row = {
    ...(change.cron === undefined ? {} : { cron: change.cron }),
    ...(change.isEnabled === undefined ? {} : { is_enabled: Number(change.isEnabled) }),
    updated_at: nowText(),
  }
  await db
    .knexQuery()
    .table('job_schedules')
    .insert({ job, ...row })
    .onConflict('job')
    .merge(row)
}

export interface Due {
  /** When the job was last begun, or null. */
  last: Date | null
  /** When this process began: a job that never ran waits for its next time. */
  startedAt: Date
  now: Date
}

/** Whether an occurrence has come since the last run. One that was missed while nothing ran is made up once. */
export function isDue(cron: string, { last, startedAt, now }: Due): boolean {
  return (last ?? startedAt) < previousOccurrence(cron, now)
}

/** Enqueues what is due, every half minute. */
export class Scheduler {
  #timer: NodeJS.Timeout | null = null
  #startedAt = new Date()

  start(): void {
    this.#startedAt = new Date()
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS)
    void this.#look()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  /** Gives the names of the jobs that were due and were enqueued by this one: several may look at once. */
  async enqueueDue(now = new Date()): Promise<string[]> {
    const last = await lastRuns()
    const all = await currentSchedules()
    const due = all.filter(({ job, cron, isEnabled }) => {
      const lastRun = last.get(job)
      const moments = {
        last: lastRun ? fromDatabaseTime(lastRun).toJSDate() : null,
        startedAt: this.#startedAt,
        now,
      }
      return isEnabled && isDue(cron, moments)
    })
    const enqueued: string[] = []
    for (const { job } of due) if (await enqueueTurn(job, last.get(job))) enqueued.push(job)
    return enqueued
  }

  async #look(): Promise<void> {
    try {
      await this.enqueueDue()
    } catch (error) {
      logger.error({ err: error }, 'scheduled jobs could not be enqueued')
    }
  }
}

/**
 * Enqueues a job's turn, unless another scheduler did so since `seen`, when its newest run was made: that
 * one may even be over by now. They take turns by the job's row.
 */
function enqueueTurn(job: string, seen: string | undefined): Promise<boolean> {
  return transact(async (unit) => {
    await unit.trx.knexQuery().table('job_queues').insert({ name: job }).onConflict('name').ignore()
    await unit.trx.from('job_queues').where('name', job).increment('claims', 1)
    const last = await lastRuns(unit.trx)
    if (last.get(job) !== seen) return false
    await enqueueJob(unit, { name: job, dedupKey: `schedule ${job}` })
    return true
  })
}

export const scheduler = new Scheduler()
