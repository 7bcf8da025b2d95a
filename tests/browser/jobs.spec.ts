import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import type { Page } from 'playwright-core'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { defineJob, type Job } from '#jobs/job'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'
import { Heartbeat } from '#jobs/workers'
import { BASE, complaints, DESK, isLive, PHONE, signIn } from '#tests/helpers/browser'

const HOUR_MS = 3_600_000

interface Jobs {
  endless: Job<{ word?: string }>
  /** Does it only with the word "please". */
  choosy: Job<{ word?: string }>
  later: Job<{ word?: string }>
}

function makeJob(
  kind: string,
  more: Pick<Job<{ word?: string }>, 'handle'> & Partial<Job<{ word?: string }>>
) {
  const job = defineJob({
    name: `${kind} ${randomUUID().slice(0, 8)}`,
    payload: vine.create({ word: vine.string().optional() }),
    backoff: { firstMs: HOUR_MS, longestMs: HOUR_MS },
    ...more,
  })
  registerJob(job)
  return job
}

function makeJobs(): Jobs {
  return {
    endless: makeJob('endless', {
      async handle(context) {
        context.progress(42, 'in the middle of it')
        context.log('a line of the log')
        for (;;) {
          await sleep(20)
          await context.breathe()
        }
      },
    }),
    choosy: makeJob('choosy', {
      maxAttempts: 2,
      async handle({ payload, log }) {
        log(`asked with ${payload.word ?? 'nothing'}`)
        if (payload.word !== 'please') throw new Error('say the word')
        return { said: payload.word }
      },
    }),
    later: makeJob('later', { handle: async () => 'at last' }),
  }
}

function enqueue({ name }: { name: string }, more: { runAt?: string } = {}): Promise<number> {
  return transact((unit) => enqueueJob(unit, { name, ...more }))
}

/** A page that fails the test when it is loaded again: everything on it must come by itself. */
async function watched(page: Page, path: string) {
  await page.goto(BASE + path)
  await isLive(page)
  await page.evaluate('window.isSame = true')
  return {
    isSame: () => page.evaluate<boolean>('window.isSame === true'),
  }
}

function row(page: Page, id: number) {
  return page.locator(`#jobs-runs tr:has(a[href="/admin/jobs/runs/${id}"])`)
}

for (const [name, viewport] of Object.entries({ DESK, PHONE })) {
  test.group(`The job console, ${name}`, (group) => {
    let runner: JobRunner
    let heartbeat: Heartbeat
    group.each.timeout(120_000)
    group.each.setup(async () => {
      await db.from('job_runs').delete()
      await db.from('job_workers').delete()
      runner = new JobRunner()
      heartbeat = new Heartbeat(runner, { version: '1.2.3', role: 'worker' })
    })
    group.each.teardown(async () => {
      await heartbeat.stop()
      await runner.stop()
    })

    test('shows a running, a failed, a dead and a scheduled run, and mends each', async ({
      assert,
      browserContext,
    }) => {
      const jobs = makeJobs()
      const page = await browserContext.newPage()
      const faults = complaints(page)
      await page.setViewportSize(viewport)
      await signIn(page)
      const { isSame } = await watched(page, '/admin/jobs')
      await page.getByText('No worker has ever been alive').waitFor()
      await runner.start()
      await heartbeat.start()

      const running = await enqueue(jobs.endless)
      const dead = await enqueue(jobs.choosy)
      await row(page, dead).getByText('Will try again').waitFor()
      await db
        .from('job_runs')
        .where('id', dead)
        .update({ run_at: toDatabaseTime(new Date(0)) })
      await row(page, dead).getByText('Failed', { exact: true }).waitFor()
      const failed = await enqueue(jobs.choosy)
      const runAt = toDatabaseTime(new Date(Date.now() + HOUR_MS))
      const scheduled = await enqueue(jobs.later, { runAt })

      await row(page, running).getByText('in the middle of it').waitFor()
      await row(page, failed).getByText('Will try again').waitFor()
      await row(page, failed).getByText('say the word').waitFor()
      await row(page, scheduled).getByText('Scheduled').waitFor()
      await page.getByText('1.2.3').waitFor()
      assert.isTrue(await isSame())

      // Running: cancelled, on its own page, which tells so by itself.
      await row(page, running).getByRole('link').click()
      await page.getByText('a line of the log').waitFor()
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.locator('#confirm-dialog').getByRole('button', { name: 'Cancel run' }).click()
      await page.locator('#job-run').getByText('Cancelled', { exact: true }).waitFor()
      await page.getByRole('button', { name: 'Run again' }).waitFor()

      // Failed: tried at once, and then, as it is dead, mended by another payload.
      await page.goto(`${BASE}/admin/jobs/runs/${failed}`)
      await isLive(page)
      await page.getByRole('button', { name: 'Try now' }).click()
      await page.locator('#job-run').getByText('Failed', { exact: true }).waitFor()
      await page.getByLabel('JSON').fill('{"word": "please"}')
      await page.getByRole('button', { name: 'Run with this payload' }).click()
      await page.locator('#job-run').getByText('Done', { exact: true }).waitFor()
      await page.locator('#job-run').getByText('"said": "please"').waitFor()

      // Dead: from its page again, as it was; it dies again, and says so without a reload.
      await page.goto(`${BASE}/admin/jobs/runs/${dead}`)
      await page.locator('#job-run').getByText('say the word').first().waitFor()
      await page.getByRole('button', { name: 'Run again' }).click()
      await page.locator('#job-run').getByText('Will try again').waitFor()
      await page.getByRole('button', { name: 'Cancel run' }).click()
      await page.locator('#confirm-dialog').getByRole('button', { name: 'Cancel run' }).click()
      await page.locator('#job-run').getByText('Cancelled', { exact: true }).waitFor()

      // Scheduled: begun before its time.
      await page.goto(`${BASE}/admin/jobs/runs/${scheduled}`)
      await isLive(page)
      await page.getByRole('button', { name: 'Begin now' }).click()
      await page.locator('#job-run').getByText('at last').waitFor()
      await page.getByRole('button', { name: 'Run again' }).waitFor()
      assert.deepEqual(faults, [])
    })

    test('acts on many at once, pauses and resumes, as things change', async ({
      assert,
      browserContext,
    }) => {
      const jobs = makeJobs()
      const page = await browserContext.newPage()
      const faults = complaints(page)
      await page.setViewportSize(viewport)
      await signIn(page)
      await runner.start()
      await heartbeat.start()
      const address = `/admin/jobs?name=${encodeURIComponent(jobs.choosy.name)}`
      await watched(page, address)
      await page.getByRole('button', { name: `Pause: ${jobs.choosy.name}` }).click()
      await page.getByRole('button', { name: `Resume: ${jobs.choosy.name}` }).waitFor()
      const { isSame } = await watched(page, address)
      const ids = [await enqueue(jobs.choosy), await enqueue(jobs.choosy)]
      await enqueue(jobs.later)
      for (const id of ids) await row(page, id).getByText('Waiting').waitFor()
      assert.equal(await page.locator('#jobs-runs tbody tr').count(), 2)

      // What is ticked stays ticked while the list renews itself.
      await page.getByLabel(`Choose run ${ids[0]}`).check()
      const third = await enqueue(jobs.choosy)
      await row(page, third).waitFor()
      assert.isTrue(await page.getByLabel(`Choose run ${ids[0]}`).isChecked())
      assert.isTrue(await isSame())
      await page.locator('#bulk-cancel').click()
      await row(page, ids[0]).getByText('Cancelled').waitFor()
      await row(page, ids[1]).getByText('Waiting').waitFor()

      await page.getByRole('button', { name: `Resume: ${jobs.choosy.name}` }).click()
      await row(page, ids[1]).getByText('Will try again').waitFor()
      await page.getByLabel('All that match the filter').check()
      await page.locator('#bulk-cancel').click()
      await row(page, third).getByText('Cancelled').waitFor()
      assert.deepEqual(faults, [])
    })

    test('edits a schedule with its next five times, and runs it now', async ({
      assert,
      browserContext,
      cleanup,
    }) => {
      cleanup(async () => void (await db.from('job_schedules').delete()))
      const page = await browserContext.newPage()
      const faults = complaints(page)
      await page.setViewportSize(viewport)
      await signIn(page)
      await runner.start()
      await heartbeat.start()
      await watched(page, '/admin/jobs/schedules')
      const card = page.locator('section:has(#schedule-clean_up)')

      await card.getByLabel('Cron expression').fill('5 7 * * *')
      await card.getByText('07:05').nth(4).waitFor()
      await card.getByRole('button', { name: 'Save' }).click()
      await card.getByText('Usually 40 * * * *.').waitFor()
      await card.getByRole('button', { name: 'Switch off' }).click()
      await card.getByText('Off', { exact: true }).waitFor()
      await card.getByRole('button', { name: 'Switch on' }).click()
      await card.getByRole('button', { name: 'Switch off' }).waitFor()
      const { isSame } = await watched(page, '/admin/jobs/schedules')
      await enqueue({ name: 'clean_up' })
      await card.getByText('Last run:').waitFor()
      assert.isTrue(await isSame())

      await card.getByRole('link', { name: 'Run now' }).click()
      await page.getByRole('button', { name: 'Run now' }).click()
      await page.locator('#job-run').getByText('Done', { exact: true }).waitFor()
      assert.deepEqual(faults, [])
    })
  })
}
