import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import vine from '@vinejs/vine'
import { defineJob } from '#jobs/job'
import { registerJob } from '#jobs/registry'
import { JobRunner } from '#jobs/runner'
import { apiAs } from '#tests/helpers/api'

function makeJob() {
  const job = defineJob({
    name: `task ${randomUUID()}`,
    payload: vine.create({ word: vine.string() }),
    maxAttempts: 1,
    handle: async ({ payload }) => {
      if (payload.word === 'bad') throw new Error('a bad word')
    },
  })
  registerJob(job)
  return job
}

async function runAll(): Promise<void> {
  const runner = new JobRunner()
  await runner.lookOnce()
  await runner.idle()
}

test.group('Background tasks by the API', (group) => {
  group.each.setup(async () => {
    await db.from('job_runs').delete()
  })

  test('runs a job, tells of it, does it again and cancels it', async ({ assert }) => {
    const api = await apiAs('administrator')
    const { name } = makeJob()
    const made = await api.post('/api/background-task/', { name, payload: { word: 'bad' } })
    const pending = await api.get('/api/background-task/pending/')
    await runAll()
    const failed = await api.get('/api/background-task/failed/?limit=1')
    const again = await api.post(`/api/background-task/${made.json.pk}/retry/`)
    const cancelled = await api.post(`/api/background-task/${again.json.pk}/cancel/`)
    const overview = await api.get('/api/background-task/')
    const detail = await api.get(`/api/background-task/${made.json.pk}/`)

    assert.equal(made.status, 201)
    assert.deepEqual(
      pending.json.map(({ pk }: { pk: number }) => pk),
      [made.json.pk]
    )
    assert.deepEqual([failed.json.count, failed.json.results[0].pk], [1, made.json.pk])
    assert.include(detail.json.result, 'a bad word')
    assert.equal(again.status, 201)
    assert.equal(cancelled.json.status, 'cancelled')
    assert.deepEqual([overview.json.pending_tasks, overview.json.failed_tasks], [0, 1])
  })

  test('lists what runs by itself with its next time', async ({ assert }) => {
    const api = await apiAs('administrator')

    const { json } = await api.get('/api/background-task/scheduled/')

    const cleanUp = json.find(({ func }: { func: string }) => func === 'clean_up')
    assert.equal(cleanUp.schedule_type, 'C')
    assert.isAbove(Date.parse(cleanUp.next_run), Date.now())
  })

  test('tells of queues and workers, and pauses and resumes', async ({ assert }) => {
    const api = await apiAs('administrator')
    const { name } = makeJob()
    await api.post('/api/background-task/', { name, payload: { word: 'good' } })
    const path = `/api/background-task/queues/${encodeURIComponent(name)}`
    const paused = await api.post(`${path}/pause/`)
    await runAll()
    const whilePaused = await api.get('/api/background-task/queues/')
    const resumed = await api.post(`${path}/resume/`)
    await runAll()
    const after = await api.get('/api/background-task/queues/')
    const workers = await api.get('/api/background-task/workers/')
    const unknown = await api.post('/api/background-task/queues/nothing/pause/')

    const mine = (json: { name: string }[]) => json.find((queue) => queue.name === name)
    assert.deepEqual([paused.json.is_paused, resumed.json.is_paused], [true, false])
    assert.include(mine(whilePaused.json), { waiting: 1, done: 0 })
    assert.include(mine(after.json), { waiting: 0, done: 1, done_in_last_hour: 1 })
    assert.isArray(workers.json.workers)
    assert.equal(unknown.status, 404)
  })

  test('edits a schedule, and does a task again with another payload', async ({
    assert,
    cleanup,
  }) => {
    const api = await apiAs('administrator')
    cleanup(async () => void (await db.from('job_schedules').delete()))
    const { name } = makeJob()
    const path = '/api/background-task/scheduled/clean_up/'
    const changed = await api.patch(path, { cron: '5 4 * * *', enabled: true })
    const off = await api.patch(path, { enabled: false })
    const refused = await api.patch(path, { cron: 'sometimes' })
    const made = await api.post('/api/background-task/', { name, payload: { word: 'bad' } })
    await runAll()
    const again = await api.post(`/api/background-task/${made.json.pk}/retry/`, {
      payload: { word: 'good' },
    })
    await runAll()
    const done = await api.get(`/api/background-task/${again.json.pk}/`)

    assert.deepEqual([changed.json.cron, changed.json.next_runs.length], ['5 4 * * *', 5])
    assert.deepEqual([off.json.enabled, off.json.next_runs], [false, []])
    assert.deepEqual([refused.status, Object.keys(refused.json)], [400, ['cron']])
    assert.deepEqual([done.json.status, done.json.kwargs], ['done', '{"word":"good"}'])
  })

  test('refuses unknown jobs, payloads that a job does not take, and other users', async ({
    assert,
  }) => {
    const api = await apiAs('administrator')
    const { name } = makeJob()
    const unknown = await api.post('/api/background-task/', { name: 'nothing' })
    const unnamed = await api.post('/api/background-task/', {})
    const wrong = await api.post('/api/background-task/', { name, payload: { word: 1 } })
    const missing = await api.get('/api/background-task/999999999/')
    const manager = await apiAs('manager')
    const refused = await manager.get('/api/background-task/')

    assert.equal(unknown.status, 404)
    assert.deepEqual([unnamed.status, Object.keys(unnamed.json)], [400, ['name']])
    assert.deepEqual([wrong.status, Object.keys(wrong.json)], [400, ['payload.word']])
    assert.equal(missing.status, 404)
    assert.equal(refused.status, 403)
    assert.lengthOf(await db.from('job_runs'), 0)
  })
})
