import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { registerProjection } from '#events/projection'
import { apiAs } from '#tests/helpers/api'
import { holdOne } from '#tests/helpers/held_events'
import { Recorder } from '#tests/helpers/recorder'

test.group('Held events by the API', (group) => {
  let recorder: Recorder
  const hold = (payload?: string) => holdOne(recorder, payload)

  group.each.setup(async () => {
    recorder = new Recorder()
    const forget = registerProjection(recorder)
    await db.from('held_events').delete()
    return () => void forget()
  })
  group.each.teardown(async () => {
    await db.from('held_events').delete()
  })

  test('are listed with the reason, and one with the event as it came', async ({ assert }) => {
    const api = await apiAs('administrator')
    const first = await hold()
    const second = await hold('no JSON at all')

    const list = await api.get(`/api/event/held/?limit=1&projection=${recorder.name}`)
    const none = await api.get('/api/event/held/?projection=another')
    const one = await api.get(`/api/event/held/${second.id}/`)

    assert.equal(list.json.count, 2)
    assert.include(list.json.results[0], {
      pk: second.id,
      projection: recorder.name,
      event_id: second.eventId,
      event_type: 'bincard.test.v1',
      subject: recorder.subject,
      source: '',
      reason: 'the ink was empty',
      attempts: 5,
    })
    assert.notProperty(list.json.results[0], 'payload')
    assert.match(list.json.results[0].last_failed, /^\d{4}-\d\d-\d\d \d\d:\d\d/)
    assert.deepEqual(none.json, [])
    assert.equal(one.json.payload, 'no JSON at all')
    const other = await api.get(`/api/event/held/${first.id}/`)
    assert.equal(JSON.parse(other.json.payload).id, first.eventId)
  })

  test('one is tried again, and says why it still fails', async ({ assert }) => {
    const api = await apiAs('administrator')
    const { id, eventId } = await hold()
    recorder.failing.add(eventId)
    const failed = await api.post(`/api/event/held/${id}/replay/`)
    const held = await api.get(`/api/event/held/${id}/`)
    recorder.failing.clear()
    const applied = await api.post(`/api/event/held/${id}/replay/`)
    const gone = await api.post(`/api/event/held/${id}/replay/`)

    assert.equal(failed.status, 200)
    assert.deepEqual(failed.json, { applied: false, reason: `cannot take ${eventId}` })
    assert.equal(held.json.attempts, 6)
    assert.deepEqual(applied.json, { applied: true, reason: null })
    assert.deepEqual(recorder.seen, [eventId])
    assert.equal(gone.status, 404)
    const entries = await db.from('audit_log').where({ model: 'event', model_id: id })
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['replay', 'replay']
    )
  })

  test('all are tried again at once', async ({ assert }) => {
    const api = await apiAs('administrator')
    const [one, two, three] = [await hold(), await hold(), await hold()]
    recorder.failing.add(two.eventId)

    const answer = await api.post('/api/event/held/replay/')
    const left = await api.get('/api/event/held/')

    assert.deepEqual(answer.json, { tried: 3, applied: 2 })
    assert.sameMembers(recorder.seen, [one.eventId, three.eventId])
    assert.deepEqual(
      left.json.map(({ pk }: { pk: number }) => pk),
      [two.id]
    )
  })

  test('one is given up: it is not applied, and the audit log says who did', async ({ assert }) => {
    const api = await apiAs('administrator')
    const { id, eventId } = await hold()

    const given = await api.delete(`/api/event/held/${id}/`)
    const again = await api.delete(`/api/event/held/${id}/`)

    assert.equal(given.status, 204)
    assert.equal(again.status, 404)
    const key = { projection: recorder.name, event_id: eventId }
    assert.lengthOf(await db.from('projection_events').where(key), 1)
    assert.deepEqual(recorder.seen, [])
    const entry = await db.from('audit_log').where({ model: 'event', model_id: id }).firstOrFail()
    assert.equal(entry.action, 'discard')
    assert.equal(entry.user_id, api.userId)
  })

  test('are closed to those who do not administrate', async ({ assert }) => {
    const { id } = await hold()
    for (const role of ['manager', 'staff', 'viewer'] as const) {
      const api = await apiAs(role)
      const answers = [
        await api.get('/api/event/held/'),
        await api.get(`/api/event/held/${id}/`),
        await api.post(`/api/event/held/${id}/replay/`),
        await api.post('/api/event/held/replay/'),
        await api.delete(`/api/event/held/${id}/`),
      ]
      assert.deepEqual(
        answers.map(({ status }) => status),
        [403, 403, 403, 403, 403]
      )
    }
    assert.lengthOf(await db.from('held_events'), 1)
    assert.deepEqual(recorder.seen, [])
  })

  test('stand in the description of the API', async ({ assert }) => {
    const api = await apiAs('administrator')
    const { json } = await api.get('/api/schema/')

    assert.containsSubset(json.paths, {
      '/api/event/held/': { get: {} },
      '/api/event/held/{id}/': { get: {}, delete: {} },
      '/api/event/held/{id}/replay/': { post: {} },
      '/api/event/held/replay/': { post: {} },
    })
  })
})
