import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { connectToValkey } from '#core/valkey'
import { cancelRun } from '#jobs/actions/cancel_run'
import { claimRun } from '#jobs/actions/change_run'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { BullmqRunner } from '#jobs/bullmq_runner'
import { defineJob, type Job, type JobContext } from '#jobs/job'
import { readRun, type JobRun, type RunState } from '#jobs/queries/read_runs'
import type { QueueDriver } from '#jobs/queue_driver'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'
import { registerSchedule, Scheduler } from '#jobs/schedules'

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

function enqueue(
  job: { name: string },
  runAt?: string,
  more: { priority?: number } = {}
): Promise<number> {
  return transact((unit) => enqueueJob(unit, { name: job.name, runAt, ...more }))
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

/** What `read` gives once it is something; for at most 30 seconds. */
async function until<T>(read: () => T | Promise<T>): Promise<NonNullable<T>> {
  for (let tries = 0; tries < 1_200; tries++) {
    const value = await read()
    if (value) return value
    await sleep(25)
  }
  throw new Error('It did not come about')
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

    test('prefers what has the lower priority number', async ({ assert }) => {
      const begun: string[] = []
      let isOpen = false
      const makeOne = (kind: string) =>
        makeJob(async () => {
          begun.push(kind)
          while (!isOpen) await sleep(10)
        })
      const driver = await start()
      // As many as it takes at once, or more: they hold the room.
      const first = await Promise.all(Array.from({ length: 6 }, () => enqueue(makeOne('usual'))))
      await until(() => begun.length > 0)
      const usual = await Promise.all(Array.from({ length: 10 }, () => enqueue(makeOne('usual'))))
      const urgent = await Promise.all(
        Array.from({ length: 4 }, () => enqueue(makeOne('urgent'), undefined, { priority: 1 }))
      )
      // Until the queue knows of all.
      if (driver instanceof BullmqRunner) await driver.sweep()
      isOpen = true
      for (const id of [...first, ...usual, ...urgent]) await becomes(id, 'done')

      assert.lengthOf(begun, 20)
      // One that was drawn in time may still be slow to begin.
      const early = begun.slice(0, 14).filter((kind) => kind === 'urgent')
      assert.isAtLeast(early.length, 3, begun.join(' '))
    })

    test('keeps how far a run is, and what it says', async ({ assert }) => {
      let isOpen = false
      const job = makeJob(async (context) => {
        context.progress(40, 'nearly half')
        context.log('a line')
        while (!isOpen) await sleep(10)
      })
      await start()
      const id = await enqueue(job)
      const seen = await until(async () => {
        const run = await readRun(id)
        return run?.progress === 40 ? run : null
      })
      isOpen = true
      const done = await becomes(id, 'done')

      assert.deepEqual([seen.state, seen.message], ['running', 'nearly half'])
      assert.include(seen.log, 'a line')
      assert.equal(done.progress, 100)
    })

    test('runs what a schedule has brought, once for all processes', async ({ assert }) => {
      let effects = 0
      const job = makeJob(async () => void effects++)
      registerSchedule({ job: job.name, cron: '* * * * *' })
      const schedulers = [new Scheduler(), new Scheduler()]
      const inTwoMinutes = new Date(Date.now() + 120_000)

      // The run of the first one may be over before the second one writes its own.
      await Promise.all([start(), start()])
      const enqueued = await Promise.all(schedulers.map((one) => one.enqueueDue(inTwoMinutes)))
      const [run] = await db.from('job_runs').where('name', job.name)
      await becomes(run.id, 'done')

      assert.lengthOf(
        enqueued.flat().filter((one) => one === job.name),
        1
      )
      assert.equal(effects, 1)
      assert.lengthOf(await db.from('job_runs').where('name', job.name), 1)
    })

    test('makes the effect of a run once, though its process was killed when it was nearly done', async ({
      assert,
    }) => {
      const effects = new Set<number>()
      let calls = 0
      const job = makeJob(async ({ runId }) => {
        calls++
        effects.add(runId)
      })
      const id = await enqueue(job)
      const run = await readRun(id)
      if (!run) throw new Error('The run is gone')
      // Another process claimed it, did its work, and was gone before it could say so.
      await claimRun(run, job)
      effects.add(id)
      await db
        .from('job_runs')
        .where('id', id)
        .update({ locked_until: toDatabaseTime(new Date(0)) })

      await start()
      const done = await becomes(id, 'done')

      assert.deepEqual([calls, effects.size, done.attempts], [1, 1, 2])
    })

    test('stops within its limit, though a handler does not listen', async ({ assert }) => {
      let isOpen = false
      const deaf = makeJob(async () => {
        while (!isOpen) await sleep(10)
      })
      const driver = await start()
      const id = await enqueue(deaf)
      await becomes(id, 'running')

      const at = Date.now()
      await driver.stop()
      const took = Date.now() - at
      isOpen = true

      // The limit is 5 seconds; the rest is for a machine under load.
      assert.isBelow(took, 15_000)
      assert.oneOf((await readRun(id))?.state, ['running', 'waiting'])
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
