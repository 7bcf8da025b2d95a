import { readFileSync } from 'node:fs'
import { DateTime } from 'luxon'
import app from '@adonisjs/core/services/app'
import { now, today } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'

export interface DemoContents {
  lines: number
  lastDay: string
}

export function demoFile(name: 'sales.csv.gz' | 'items.csv' | 'contents.json'): string {
  return app.makePath('database/demo', name)
}

export function readDemoContents(): DemoContents {
  return JSON.parse(readFileSync(demoFile('contents.json'), 'utf8'))
}

/**
 * Has the demo loaded in the background. Its dates move by whole weeks, so that each stays on its
 * weekday and the data reaches today or some days beyond it; what would lie in the future is left out.
 */
export async function enqueueDemo(unit: UnitOfWork): Promise<void> {
  const shiftDays = weeksUntil(readDemoContents().lastDay, today()) * 7
  await enqueueJob(unit, {
    name: 'demo.load',
    payload: { shiftDays, until: now() },
    dedupKey: 'demo.load',
  })
}

/** How many whole weeks bring the first day to the second or just beyond it. */
export function weeksUntil(first: string, second: string): number {
  const days = DateTime.fromISO(second).diff(DateTime.fromISO(first), 'days').days
  return Math.ceil(days / 7)
}
