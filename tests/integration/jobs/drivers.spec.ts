import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { connectToValkey } from '#core/valkey'
import { cancelRun } from '#jobs/actions/cancel_run'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { BullmqRunner } from '#jobs/bullmq_runner'
import { defineJob, type Job, type JobContext } from '#jobs/job'
import { readRun, type JobRun, type RunState } from '#jobs/queries/read_runs'
import type { QueueDriver } from '#jobs/queue_driver'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'

const DRIVERS: Record<string, (queue: string) => QueueDriver> = {
  database: () => new JobRunner(),
  ...(process.env.VALKEY_HOST ? { bullmq: (queue) => new BullmqRunner(queue) } : {}),
}

function makeJob(handle: (context: JobContext) => Promise<unknown>, more: Partial<Job> = {}) {
  const job = defineJob({
    name: `job ${randomUUID()}`,
    payload: vine.create({}),
    handle,
    backoff: { firstMs: 20, longestMs: 50 },
    ...(more as object),
  })
  registerJob(job)
  return job
}

function enqueue(job: { name: string }, runAt?: string): Promise<number> {
  return transact((unit) => enqueueJob(unit, { name: job.name, runAt }))
}

/** The run once it is in this state. */
async function becomes(id: number, state: RunState): Promise<JobRun> {
  let run = await readRun(id)
  for (let tries = 0; tries < 400 && run?.state !== state; tries++) {
    await sleep(25)
    run = await readRun(id)
  }
  if (run?.state !== state) throw new Error(`The run is ${run?.state}, not ${state}: ${run?.error}`)
  return run
}

async function untilTold(context: JobContext): Promise<void> {
  for (;;) {
    await sleep(10)
    await context.breathe()
  }
}

for (const [name, makeDriver] of Object.entries(DRIVERS)) {
  test.group(`Queue driver ${name}`, (group) => {
    let queue: string
    const drivers: QueueDriver[] = []
    const start = async () => {
      const driver = makeDriver(queue)
      drivers.push(driver)
      await driver.start()
      return driver
    }

    group.each.setup(async () => {
      queue = `test-${randomUUID()}`
      await db.from('job_runs').delete()
    })
    group.each.teardown(async () => {
      await Promise.all(drivers.splice(0).map((driver) => driver.stop()))
    })

    test('runs what is enqueued before it starts and while it runs', async ({ assert }) => {
      const job = makeJob(async () => 'made')
      const before = await enqueue(job)
      await start()
      const after = await enqueue(job)

      assert.equal((await becomes(before, 'done')).result, '"made"')
      assert.equal((await becomes(after, 'done')).attempts, 1)
    })

    test('waits for the moment at which a run is to begin', async ({ assert }) => {
      await start()
      const at = new Date(Date.now() + 600)
      const id = await enqueue(
        makeJob(async () => {}),
        toDatabaseTime(at)
      )

      const { started_at: begun } = await becomes(id, 'done')

      assert.isTrue((begun ?? '') >= toDatabaseTime(at))
    })

    test('tries again after a pause, and a job that always fails stops nothing else', async ({
      assert,
    }) => {
      await start()
      const poison = await enqueue(
        makeJob(async () => {
          throw new Error('never')
        })
      )
      const second = await enqueue(
        makeJob(async ({ attempt }) => {
          if (attempt < 2) throw new Error('not yet')
        })
      )
      const sound = await enqueue(makeJob(async () => {}))

      await becomes(sound, 'done')
      assert.equal((await becomes(second, 'done')).attempts, 2)
      assert.equal((await becomes(poison, 'dead')).attempts, 3)
    })

    test('runs no more of a job at once than it allows, over several processes', async ({
      assert,
    }) => {
      let running = 0
      let most = 0
      const job = makeJob(async () => {
        most = Math.max(most, ++running)
        await sleep(30)
        running--
      })
      await Promise.all([start(), start()])

      const ids = await Promise.all(Array.from({ length: 4 }, () => enqueue(job)))
      for (const id of ids) await becomes(id, 'done')

      assert.equal(most, 1)
    })

    test('shares the runs among several processes, each run once', async ({ assert }) => {
      const effects: string[] = []
      const jobs = Array.from({ length: 12 }, (_, index) =>
        makeJob(async () => void effects.push(String(index)))
      )
      await Promise.all([start(), start(), start()])

      const ids = await Promise.all(jobs.map((job) => enqueue(job)))
      for (const id of ids) await becomes(id, 'done')

      assert.lengthOf(effects, 12)
      assert.lengthOf([...new Set(effects)], 12)
    })

    test('ends a cancelled run, and does not begin one that waits', async ({ assert }) => {
      await start()
      const job = makeJob(untilTold)
      const running = await enqueue(job)
      await becomes(running, 'running')
      const waiting = await enqueue(job)

      await cancelRun(waiting)
      await cancelRun(running)
      const next = await enqueue(makeJob(async () => {}))
      await becomes(next, 'done')

      assert.equal((await readRun(running))?.state, 'cancelled')
      assert.equal((await readRun(waiting))?.attempts, 0)
    })

    test('gives back what a stopping process was at, and another goes on with it', async ({
      assert,
    }) => {
      let isFirst = true
      const job = makeJob(async (context) => {
        if (!isFirst) return 'taken over'
        isFirst = false
        await untilTold(context)
      })
      const first = await start()
      const id = await enqueue(job)
      await becomes(id, 'running')

      await first.stop()
      await start()

      const run = await becomes(id, 'done')
      assert.deepEqual([run.result, run.attempts], ['"taken over"', 1])
    })
  })
}

if (process.env.VALKEY_HOST) {
  test.group('Queue on Valkey', (group) => {
    group.each.setup(async () => {
      await db.from('job_runs').delete()
    })

    test('writes again the tickets of runs that Valkey has forgotten', async ({
      assert,
      cleanup,
    }) => {
      const queue = `test-${randomUUID()}`
      const id = await enqueue(makeJob(async () => {}))
      const valkey = connectToValkey({ name: 'test', waits: true })
      const driver = new BullmqRunner(queue)
      cleanup(async () => {
        await driver.stop()
        valkey.disconnect()
      })
      driver.publish()
      await driver.sweep()
      const forgotten = await valkey.keys(`bull:${queue}:*`)
      await valkey.del(...forgotten)

      await driver.start()

      assert.isAbove(forgotten.length, 1)
      assert.equal((await becomes(id, 'done')).attempts, 1)
    })
  })
}
