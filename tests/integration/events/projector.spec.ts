import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transact } from '#core/unit_of_work'
import { applyEvents } from '#events/actions/apply_events'
import { moveInOutbox } from '#events/actions/move_position'
import { recordEvent, type CloudEvent } from '#events/outbox'
import type { Projection } from '#events/projection'
import { Projector } from '#events/projector'
import { leftInOutbox, readEvents } from '#events/queries/list_pending_events'

const PLENTY = 1_000_000

/** Remembers what it was given; fails on events whose data says so. */
class Recorder implements Projection {
  name = `recorder ${randomUUID()}`
  seen: string[] = []
  isBroken = (event: CloudEvent) => Boolean((event.data as { fails?: boolean }).fails)

  async apply(events: readonly CloudEvent[]) {
    if (events.some(this.isBroken)) throw new Error('cannot be applied')
    this.seen.push(...events.map((event) => event.id))
  }

  async rebuild() {}

  async *verify() {}
}

function record(data: object = {}): Promise<string> {
  return transact((unit) => recordEvent(unit, { type: 'bincard.test.v1', subject: '1', data }))
}

async function runDry(projector: Projector, clock: number) {
  while (await projector.step(PLENTY, clock));
}

test.group('Projector', () => {
  test('applies what is pending, oldest first, and each event once', async ({ assert }) => {
    const recorder = new Recorder()
    const projector = new Projector(recorder)
    const ids = [await record(), await record()]

    await runDry(projector, Date.now())
    const last = await record()
    await runDry(projector, Date.now())

    assert.deepEqual(recorder.seen.slice(-3), [...ids, last])
    assert.equal(new Set(recorder.seen).size, recorder.seen.length)
  })

  test('leaves out what another process has applied and cleaned up since it was read', async ({
    assert,
  }) => {
    const recorder = new Recorder()
    await runDry(new Projector(recorder), Date.now())
    const id = await record()
    const [row] = await db.from('outbox_events').where('event_id', id).select('id')
    const events = await readEvents(db.connection(), [row.id])
    await runDry(new Projector(recorder), Date.now())
    await db.from('projection_events').where('event_id', id).delete()
    await db.from('outbox_events').where('event_id', id).delete()

    const move = moveInOutbox(recorder.name, row.id)
    const fresh = await applyEvents(recorder, { events, move, stillLeft: leftInOutbox })

    assert.lengthOf(fresh, 0)
    assert.lengthOf(
      recorder.seen.filter((seen) => seen === id),
      1
    )
  })

  test('takes no more at once than it was told to', async ({ assert }) => {
    const recorder = new Recorder()
    const projector = new Projector(recorder)
    await runDry(projector, Date.now())
    const before = recorder.seen.length
    await record({ text: 'x'.repeat(1000) })
    await record({ text: 'y'.repeat(1000) })

    await projector.step(1500)
    const afterOne = recorder.seen.length
    await projector.step(1500)

    assert.equal(afterOne, before + 1)
    assert.equal(recorder.seen.length, before + 2)
  })

  test('holds back an event that fails, applies those behind it, and tries again later', async ({
    assert,
  }) => {
    const recorder = new Recorder()
    const projector = new Projector(recorder)
    const begin = Date.now()
    const [good, bad, behind] = [await record(), await record({ fails: true }), await record()]

    await runDry(projector, begin)
    const held = projector.state()
    recorder.isBroken = () => false
    await runDry(projector, begin + 500)
    const tooEarly = recorder.seen.includes(bad)
    await runDry(projector, begin + 1500)

    assert.includeMembers(recorder.seen, [good, bad, behind])
    assert.isBelow(recorder.seen.indexOf(behind), recorder.seen.indexOf(bad))
    assert.isFalse(tooEarly)
    assert.equal(held.held, 1)
    assert.equal(held.lastError, 'cannot be applied')
    assert.equal(projector.state().held, 0)
  })

  test('pauses when everything fails instead of holding back one event after the other', async ({
    assert,
  }) => {
    const recorder = new Recorder()
    recorder.isBroken = () => true
    const projector = new Projector(recorder)
    for (let count = 0; count < 6; count++) await record()

    await runDry(projector, Date.now())

    assert.isAtMost(projector.state().held, 3)
    assert.lengthOf(await db.from('projection_events').where('projection', recorder.name), 0)
  })

  test('an event exists only if its change was committed', async ({ assert }) => {
    let eventId = ''
    const broken = transact(async (unit) => {
      eventId = await recordEvent(unit, { type: 'bincard.test.v1', subject: '1', data: {} })
      throw new Error('changed my mind')
    })

    await assert.rejects(() => broken, 'changed my mind')

    assert.notEqual(eventId, '')
    assert.lengthOf(await db.from('outbox_events').where('event_id', eventId), 0)
  })
})
