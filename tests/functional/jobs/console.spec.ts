import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import { now, toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { defineJob } from '#jobs/job'
import { readRun } from '#jobs/queries/read_runs'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'
import { Heartbeat, listWorkers } from '#jobs/workers'
import { signedIn } from '#tests/helpers/visitor'

function makeJob(handle: (payload: { word?: string }) => unknown = () => undefined) {
  const job = defineJob({
    name: `console ${randomUUID()}`,
    payload: vine.create({
      word: vine.string().minLength(2).optional(),
      times: vine.number().optional(),
    }),
    maxAttempts: 1,
    handle: async ({ payload }) => handle(payload),
  })
  registerJob(job)
  return job
}

function enqueue(job: { name: string }, payload: object = {}): Promise<number> {
  return transact((unit) => enqueueJob(unit, { name: job.name, payload }))
}

async function runAll(): Promise<void> {
  const runner = new JobRunner()
  await runner.lookOnce()
  await runner.idle()
}

test.group('The job console', (group) => {
  group.each.setup(async () => {
    await db.from('job_runs').delete()
    await db.from('job_schedules').delete()
    await db.from('job_workers').delete()
  })

  test('shows jobs, runs and workers', async ({ assert, cleanup }) => {
    const job = makeJob()
    const id = await enqueue(job)
    const { visitor } = await signedIn('administrator')
    const before = await visitor.get('/admin/jobs')
    const heartbeat = new Heartbeat(new JobRunner(), { version: '1.2.3', role: 'worker' })
    cleanup(() => heartbeat.stop())
    await heartbeat.start()

    const { text } = await visitor.get('/admin/jobs')

    assert.include(before.text, 'No worker has ever been alive')
    assert.include(text, `/admin/jobs/runs/${id}`)
    assert.include(text, '1.2.3')
    assert.notInclude(text, 'No worker has')
  })

  test('says since when no worker is alive', async ({ assert }) => {
    const heartbeat = new Heartbeat(new JobRunner(), { version: '1', role: 'worker' })
    await heartbeat.start()
    const begun = now()
    await heartbeat.stop()
    const ended = now()

    const { alive, lastSeenAt } = await listWorkers()
    const { visitor } = await signedIn('administrator')
    const { text } = await visitor.get('/admin/jobs')

    assert.lengthOf(alive, 0)
    assert.isTrue(begun <= String(lastSeenAt) && String(lastSeenAt) <= ended, String(lastSeenAt))
    assert.include(text, 'No worker has been alive since')
  })

  test('narrows the runs by job, state and day', async ({ assert }) => {
    const [one, other] = [makeJob(), makeJob()]
    const [first, second] = [await enqueue(one), await enqueue(other)]
    const { visitor } = await signedIn('administrator')
    const shown = async (query: string) => {
      const { text } = await visitor.get(`/admin/jobs?${query}`)
      return [first, second].filter((id) => text.includes(`name="ids[]" value="${id}"`))
    }

    assert.deepEqual(await shown(''), [first, second])
    assert.deepEqual(await shown(`name=${encodeURIComponent(one.name)}`), [first])
    assert.deepEqual(await shown('state=waiting'), [first, second])
    assert.deepEqual(await shown('state=dead'), [])
    assert.deepEqual(await shown('from=2999-01-01'), [])
    assert.deepEqual(await shown('from=nonsense&state=nonsense'), [first, second])
  })

  test('runs a job now, with a payload that its own validator checks', async ({ assert }) => {
    const job = makeJob(({ word }) => word)
    const { visitor } = await signedIn('administrator')
    const path = `/admin/jobs/new/${encodeURIComponent(job.name)}`
    const form = await visitor.get(path)
    const fields = { 'name': job.name, 'payload.word': 'hello', 'payload.times': '3' }
    const { location } = await visitor.post('/admin/jobs/runs', fields, { from: path })
    const refused = await visitor.post(
      '/admin/jobs/runs',
      { ...fields, 'payload.word': 'x' },
      { from: path }
    )
    const again = await visitor.get(path)

    assert.include(form.text, 'payload.word')
    const run = await readRun(Number(location?.split('/').at(-1)))
    assert.deepEqual(JSON.parse(run?.payload ?? ''), { word: 'hello', times: 3 })
    assert.match(refused.location ?? '', /\/admin\/jobs\/new\//)
    assert.include(again.text, 'must have at least 2 characters')
    assert.lengthOf(await db.from('job_runs').where('name', job.name), 1)
  })

  test('offers to run by hand only what needs no knowledge of ids', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')

    const { text } = await visitor.get('/admin/jobs')

    assert.include(text, '/admin/jobs/new/clean_up')
    assert.notInclude(text, '/admin/jobs/new/change_items')
    assert.notInclude(text, '/admin/jobs/new/import.apply')
  })

  test('does a dead run again, also with another payload', async ({ assert }) => {
    const job = makeJob(({ word }) => {
      if (!word) throw new Error('no word')
      return word
    })
    const id = await enqueue(job)
    await runAll()
    const { visitor } = await signedIn('administrator')
    const page = await visitor.get(`/admin/jobs/runs/${id}`)
    const from = `/admin/jobs/runs/${id}`
    const { location } = await visitor.post(
      `${from}/retry`,
      { payload: '{"word": "now"}' },
      { from }
    )
    const refused = await visitor.post(`${from}/retry`, { payload: '[1' }, { from })
    await runAll()

    assert.include(page.text, 'no word')
    assert.equal((await readRun(id))?.state, 'dead')
    const retried = await readRun(Number(location?.split('/').at(-1)))
    assert.deepEqual([retried?.state, retried?.result], ['done', '"now"'])
    assert.match(refused.location ?? '', new RegExp(`${from}$`))
  })

  test('cancels and repeats the chosen runs, or all that match', async ({ assert }) => {
    const job = makeJob()
    const ids = [await enqueue(job), await enqueue(job), await enqueue(job)]
    const { visitor } = await signedIn('administrator')
    await visitor.get('/admin/jobs')
    const states = async () => {
      const rows = await db.from('job_runs').where('name', job.name).orderBy('id')
      return rows.map(({ state }) => state)
    }

    await visitor.post('/admin/jobs/runs/bulk', { 'act': 'cancel', 'ids[]': [String(ids[0])] })
    const afterOne = await states()
    const query = `?name=${encodeURIComponent(job.name)}&state=waiting`
    await visitor.post(`/admin/jobs/runs/bulk${query}`, { act: 'cancel', all: '1' })
    const afterAll = await states()
    await visitor.post('/admin/jobs/runs/bulk', { 'act': 'retry', 'ids[]': ids.map(String) })

    assert.deepEqual(afterOne, ['cancelled', 'waiting', 'waiting'])
    assert.deepEqual(afterAll, ['cancelled', 'cancelled', 'cancelled'])
    assert.lengthOf(await db.from('job_runs').where({ name: job.name, state: 'waiting' }), 3)
  })

  test('pauses a job, whose runs then wait', async ({ assert }) => {
    const job = makeJob()
    const id = await enqueue(job)
    const { visitor } = await signedIn('administrator')
    await visitor.get('/admin/jobs')
    const queue = `/admin/jobs/queues/${encodeURIComponent(job.name)}`

    await visitor.post(`${queue}/pause`, {}, { from: '/admin/jobs' })
    await runAll()
    const whilePaused = (await readRun(id))?.state
    await visitor.post(`${queue}/resume`, {}, { from: '/admin/jobs' })
    await runAll()

    assert.equal(whilePaused, 'waiting')
    assert.equal((await readRun(id))?.state, 'done')
  })

  test('lets a scheduled run begin now', async ({ assert }) => {
    const job = makeJob()
    const runAt = toDatabaseTime(new Date(Date.now() + 3_600_000))
    const id = await transact((unit) => enqueueJob(unit, { name: job.name, runAt }))
    const { visitor } = await signedIn('administrator')
    const from = `/admin/jobs/runs/${id}`
    const page = await visitor.get(from)
    await runAll()
    const early = (await readRun(id))?.state
    await visitor.post(`${from}/retry`, {}, { from })
    await runAll()

    assert.include(page.text, 'Scheduled')
    assert.include(page.text, 'Begin now')
    assert.equal(early, 'waiting')
    assert.equal((await readRun(id))?.state, 'done')
    assert.lengthOf(await db.from('job_runs').where('name', job.name), 1)
  })

  test('changes schedules, and refuses what is no cron expression', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const path = '/admin/jobs/schedules'
    await visitor.get(path)

    await visitor.post(`${path}/clean_up`, { cron: '15 4 * * 1' }, { from: path })
    await visitor.post(`${path}/clean_up/state`, { enabled: '0' }, { from: path })
    const changed = await db.from('job_schedules').where('job', 'clean_up').first()
    const refused = await visitor.post(`${path}/clean_up`, { cron: 'every day' }, { from: path })
    const page = await visitor.get(path)
    const preview = await visitor.get(`${path}/preview?cron=0+12+*+*+*`)
    const missing = await visitor.post(`${path}/nothing`, { cron: '0 1 * * *' }, { from: path })

    assert.deepEqual([changed.cron, Boolean(changed.is_enabled)], ['15 4 * * 1', false])
    assert.equal(refused.status, 302)
    assert.include(page.text, 'cannot be used')
    assert.lengthOf(preview.text.match(/<li>/g) ?? [], 5)
    assert.equal(missing.status, 404)
  })

  test('is for administrators only', async ({ assert }) => {
    const { visitor } = await signedIn('manager')
    const job = makeJob()
    const id = await enqueue(job)

    for (const path of ['/admin/jobs', `/admin/jobs/runs/${id}`, '/admin/jobs/schedules']) {
      assert.equal((await visitor.get(path)).status, 403, path)
    }
    await visitor.get('/')
    assert.equal((await visitor.post(`/admin/jobs/runs/${id}/cancel`, {})).status, 403)
    assert.equal((await readRun(id))?.state, 'waiting')
  })
})
