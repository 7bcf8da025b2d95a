import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import { DateTime } from 'luxon'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { claimRun, finishRun } from '#jobs/actions/change_run'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { defineJob, type Job, type JobContext } from '#jobs/job'
import { readRun } from '#jobs/queries/read_runs'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'
import { cleanUp } from '#jobs/jobs/clean_up'

const LATER_MS = 3_600_000

function makeJob(
  handle: (context: JobContext<{ word?: string }>) => Promise<unknown>,
  more: Partial<Job> = {}
) {
  const job = defineJob({
    name: `job ${randomUUID()}`,
    payload: vine.create({ word: vine.string().optional() }),
    handle,
    ...(more as object),
  })
  registerJob(job)
  return job
}

function enqueue(job: { name: string }, more: { payload?: object; dedupKey?: string } = {}) {
  return transact((unit) => enqueueJob(unit, { name: job.name, ...more }))
}

async function runAll(runner = new JobRunner(), moment = new Date()) {
  await runner.lookOnce(moment)
  await runner.idle()
}

async function stateOf(id: number) {
  const run = await readRun(id)
  if (!run) throw new Error('The run is gone')
  return run
}

test.group('Job runner', (group) => {
  // Runs of other tests would take this one's turn.
  group.each.setup(async () => {
    await db.from('job_runs').delete()
  })

  test('runs a job with its payload and keeps what it said', async ({ assert }) => {
    const job = makeJob(async (context) => {
      context.progress(40, 'half way')
      context.log('first line')
      return { heard: context.payload.word }
    })
    const id = await enqueue(job, { payload: { word: 'hello' } })

    await runAll()

    const run = await stateOf(id)
    assert.equal(run.state, 'done')
    assert.equal(run.progress, 100)
    assert.deepEqual(JSON.parse(run.result ?? ''), { heard: 'hello' })
    assert.include(run.log, 'first line')
    assert.equal(run.message, 'half way')
    assert.equal(run.attempts, 1)
  })

  test('does not exist when the change that caused it was rolled back', async ({ assert }) => {
    const job = makeJob(async () => {})
    const broken = transact(async (unit) => {
      await enqueueJob(unit, { name: job.name })
      throw new Error('no')
    })

    await assert.rejects(() => broken, 'no')

    assert.lengthOf(await db.from('job_runs').where('name', job.name), 0)
  })

  test('refuses a payload that the job does not take, before anything is written', async ({
    assert,
  }) => {
    const job = makeJob(async () => {})

    await assert.rejects(() => enqueue(job, { payload: { word: { not: 'a text' } } }))

    assert.lengthOf(await db.from('job_runs').where('name', job.name), 0)
  })

  test('tries a failed job again after a pause, and gives up after its last try', async ({
    assert,
  }) => {
    let tries = 0
    const job = makeJob(
      async () => {
        tries++
        throw new Error(`try ${tries}`)
      },
      { maxAttempts: 2 }
    )
    const id = await enqueue(job)

    await runAll()
    const failed = await stateOf(id)
    await runAll()
    const tooEarly = tries
    await runAll(new JobRunner(), new Date(Date.now() + LATER_MS))
    const dead = await stateOf(id)
    await runAll(new JobRunner(), new Date(Date.now() + 2 * LATER_MS))

    assert.equal(failed.state, 'failed')
    assert.include(failed.error, 'try 1')
    assert.isAbove(DateTime.fromSQL(failed.run_at, { zone: 'utc' }).toMillis(), Date.now())
    assert.equal(tooEarly, 1)
    assert.equal(dead.state, 'dead')
    assert.include(dead.error, 'try 2')
    assert.equal(tries, 2)
  })

  test('succeeds on a later try', async ({ assert }) => {
    const job = makeJob(async ({ attempt }) => {
      if (attempt === 1) throw new Error('not yet')
      return attempt
    })
    const id = await enqueue(job)

    await runAll()
    await runAll(new JobRunner(), new Date(Date.now() + LATER_MS))

    const run = await stateOf(id)
    assert.deepEqual([run.state, run.result, run.error], ['done', '2', null])
  })

  test('takes over a run whose process was killed, and the dead one can write no more', async ({
    assert,
  }) => {
    let effects = 0
    const job = makeJob(async () => {
      effects++
    })
    const id = await enqueue(job)
    const killed = await claimRun(await stateOf(id), job)
    if (typeof killed === 'string') throw new Error(killed)
    await runAll()
    const whileLeased = effects
    await db
      .from('job_runs')
      .where('id', id)
      .update({ locked_until: toDatabaseTime(new Date(0)) })

    await runAll()
    const lateWrite = await finishRun(killed, 'from beyond')

    assert.equal(whileLeased, 0)
    assert.equal(effects, 1)
    assert.isFalse(lateWrite)
    const run = await stateOf(id)
    assert.deepEqual([run.state, run.attempts, run.result], ['done', 2, null])
  })

  test('buries a job that kills its process each time', async ({ assert }) => {
    const job = makeJob(async () => {}, { maxAttempts: 2 })
    const id = await enqueue(job)
    for (let kill = 0; kill < 2; kill++) {
      await claimRun(await stateOf(id), job)
      await db
        .from('job_runs')
        .where('id', id)
        .update({ locked_until: toDatabaseTime(new Date(0)) })
    }

    await runAll()

    const run = await stateOf(id)
    assert.equal(run.state, 'dead')
    assert.include(run.error, 'was gone')
  })

  test('two runners never both get a run', async ({ assert }) => {
    let effects = 0
    const job = makeJob(async () => {
      effects++
    })
    await enqueue(job)

    await Promise.all([runAll(), runAll(), runAll()])

    assert.equal(effects, 1)
  })

  test('keeps one open run a key, and allows the next when it is over', async ({ assert }) => {
    const job = makeJob(async () => {})
    const dedupKey = randomUUID()
    const [first, second] = [await enqueue(job, { dedupKey }), await enqueue(job, { dedupKey })]

    await runAll()
    const third = await enqueue(job, { dedupKey })

    assert.equal(second, first)
    assert.notEqual(third, first)
  })

  test('ends a run over its time, and lets it be tried again', async ({ assert }) => {
    const job = makeJob(
      async (context) => {
        for (;;) {
          await sleep(5)
          await context.breathe()
        }
      },
      { timeLimitMs: 40 }
    )
    const id = await enqueue(job)

    await runAll()

    const run = await stateOf(id)
    assert.equal(run.state, 'failed')
    assert.include(run.error, 'timeout')
  })

  test('lets no job wait behind many runs of one that has no room', async ({ assert }) => {
    const gate = Promise.withResolvers<void>()
    const busy = makeJob(() => gate.promise, { concurrency: 1 })
    const other = makeJob(async () => 'done')
    const runs = await Promise.all(Array.from({ length: 45 }, () => enqueue(busy)))
    const id = await enqueue(other)
    const runner = new JobRunner()

    await runner.lookOnce()

    assert.equal((await stateOf(id)).state === 'waiting', false)
    gate.resolve()
    await runner.idle()
    assert.equal((await stateOf(id)).state, 'done')
    const states = await Promise.all(runs.map(async (run) => (await stateOf(run)).state))
    assert.equal(states.filter((state) => state !== 'waiting').length, 1)
  })

  test('gives a run back when the server stops, without costing it a try', async ({ assert }) => {
    const job = makeJob(async (context) => {
      for (;;) {
        await sleep(5)
        await context.breathe()
      }
    })
    const id = await enqueue(job)
    const runner = new JobRunner()
    await runner.lookOnce()

    await runner.stop()

    const run = await stateOf(id)
    assert.deepEqual([run.state, run.attempts], ['waiting', 0])
  })

  test('a cancelled run ends and stays cancelled', async ({ assert }) => {
    const job = makeJob(async (context) => {
      for (;;) {
        await sleep(20)
        context.progress(1, `at ${Date.now()}`)
        await context.breathe()
      }
    })
    const id = await enqueue(job)
    const runner = new JobRunner()
    await runner.lookOnce()

    await db.from('job_runs').where('id', id).update({ state: 'cancelled' })
    await runner.idle()

    assert.equal((await stateOf(id)).state, 'cancelled')
  })

  test('the clean-up removes what is old and leaves the rest', async ({ assert }) => {
    registerJob(cleanUp)
    const old = toDatabaseTime(DateTime.utc().minus({ days: 31 }))
    const recent = toDatabaseTime(DateTime.utc().minus({ days: 29 }))
    const key = { method: 'POST', path: randomUUID(), body_hash: '', user_id: 1 }
    await db.table('idempotency_keys').multiInsert([
      { ...key, key: 'old', created_at: old },
      { ...key, key: 'recent', created_at: recent },
    ])
    await enqueue(cleanUp)

    await runAll()

    const left = await db.from('idempotency_keys').where('path', key.path).select('key')
    assert.deepEqual(left, [{ key: 'recent' }])
  })
})
