import { DateTime } from 'luxon'
import logger from '@adonisjs/core/services/logger'
import { companyTimeZone, fromDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { lastRuns } from '#jobs/queries/read_runs'

/** When a job runs by itself: every so many minutes, or once a day at a local time. */
export type Rhythm = { everyMinutes: number } | { dailyAt: `${number}:${number}` }

export interface Schedule {
  job: string
  rhythm: Rhythm
}

const LOOK_EVERY_MS = 60_000

const schedules: Schedule[] = []

export function registerSchedule(schedule: Schedule): void {
  schedules.push(schedule)
}

export interface Due {
  /** When the job was last begun, or null. */
  last: DateTime | null
  /** When this process began: a daily job that never ran waits for its hour. */
  startedAt: DateTime
  now: DateTime
}

export function isDue(rhythm: Rhythm, { last, startedAt, now }: Due): boolean {
  if ('everyMinutes' in rhythm) {
    return last === null || now.diff(last).as('minutes') >= rhythm.everyMinutes
  }
  return (last ?? startedAt) < latestOccurrence(rhythm.dailyAt, now)
}

function latestOccurrence(time: string, now: DateTime): DateTime {
  const [hour, minute] = time.split(':').map(Number)
  const local = now.setZone(companyTimeZone())
  const today = local.set({ hour, minute, second: 0, millisecond: 0 })
  return today <= local ? today : today.minus({ days: 1 })
}

/** Enqueues what is due, each minute. */
export class Scheduler {
  #timer: NodeJS.Timeout | null = null
  #startedAt = DateTime.utc()

  start(): void {
    this.#startedAt = DateTime.utc()
    this.#timer ??= setInterval(() => void this.#look(), LOOK_EVERY_MS)
    void this.#look()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
  }

  async enqueueDue(now = DateTime.utc()): Promise<string[]> {
    const last = await lastRuns()
    const due = schedules.filter(({ job, rhythm }) => {
      const lastRun = last.get(job)
      return isDue(rhythm, {
        last: lastRun ? fromDatabaseTime(lastRun) : null,
        startedAt: this.#startedAt,
        now,
      })
    })
    for (const { job } of due) {
      await transact((unit) => enqueueJob(unit, { name: job, dedupKey: `schedule ${job}` }))
    }
    return due.map(({ job }) => job)
  }

  async #look(): Promise<void> {
    try {
      await this.enqueueDue()
    } catch (error) {
      logger.error({ err: error }, 'scheduled jobs could not be enqueued')
    }
  }
}

export const scheduler = new Scheduler()
