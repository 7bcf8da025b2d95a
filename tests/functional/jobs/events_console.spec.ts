import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { registerProjection } from '#events/projection'
import { holdOne } from '#tests/helpers/held_events'
import { Recorder } from '#tests/helpers/recorder'
import { signedIn } from '#tests/helpers/visitor'

test.group('The console of events', (group) => {
  let recorder: Recorder
  const hold = () => holdOne(recorder)

  group.each.setup(async () => {
    recorder = new Recorder()
    const forget = registerProjection(recorder)
    await db.from('held_events').delete()
    return () => void forget()
  })

  test('shows the read models and what they hold, with the reason', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const empty = await visitor.get('/admin/events')
    const { eventId } = await hold()

    const { text } = await visitor.get('/admin/events')

    assert.include(empty.text, 'No event is held')
    assert.include(empty.text, recorder.name)
    assert.include(text, 'the ink was empty')
    assert.include(text, eventId)
  })

  test('tries a held event again, and says why it still fails', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const { id, eventId } = await hold()
    recorder.failing.add(eventId)

    await visitor.post(`/admin/events/held/${id}/replay`, {})
    const failed = await visitor.get('/admin/events')
    recorder.failing.clear()
    await visitor.post(`/admin/events/held/${id}/replay`, {})
    const applied = await visitor.get('/admin/events')

    assert.include(failed.text, `cannot take ${eventId}`)
    assert.include(applied.text, 'No event is held')
    assert.deepEqual(recorder.seen, [eventId])
  })

  test('tries all again at once', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const [one, two] = [await hold(), await hold()]

    await visitor.post('/admin/events/held/replay', {})

    assert.sameMembers(recorder.seen, [one.eventId, two.eventId])
    assert.lengthOf(await db.from('held_events'), 0)
  })

  test('gives an event up for good, and the audit log says who did', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const { id, eventId } = await hold()

    await visitor.post(`/admin/events/held/${id}/discard`, {})

    const key = { projection: recorder.name, event_id: eventId }
    assert.lengthOf(await db.from('projection_events').where(key), 1)
    assert.lengthOf(await db.from('held_events'), 0)
    assert.deepEqual(recorder.seen, [])
    const entry = await db.from('audit_log').where({ model: 'event', model_id: id }).firstOrFail()
    assert.equal(entry.action, 'discard')
  })

  test('is closed to those who do not administrate', async ({ assert }) => {
    const { visitor } = await signedIn('staff')
    const { id } = await hold()

    assert.equal((await visitor.get('/admin/events')).status, 403)
    assert.equal((await visitor.post(`/admin/events/held/${id}/discard`, {})).status, 403)
    assert.lengthOf(await db.from('held_events'), 1)
  })

  test('answers 404 for an event that is not held', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')

    assert.equal((await visitor.post('/admin/events/held/987654/replay', {})).status, 404)
  })
})
