import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transact } from '#core/unit_of_work'
import { discardHeld, replayHeld } from '#events/actions/release_held'
import { EmbeddedEventLog } from '#events/embedded_event_log'
import type { Applied, EventLog } from '#events/event_log'
import { KafkaEventLog } from '#events/kafka/kafka_event_log'
import { recordEvent } from '#events/outbox'
import { registerProjection, type Projection } from '#events/projection'
import { kafkaSettings } from '#tests/helpers/kafka'
import { eventually } from '#tests/helpers/patience'
import { RECORDED, Recorder } from '#tests/helpers/recorder'

type MakeLog = (projections: () => Projection[], topics: string) => EventLog

const LOGS: Record<string, MakeLog> = {
  outbox: (projections) => new EmbeddedEventLog(projections),
  // The engine makes no difference to it: once is enough.
  ...(process.env.KAFKA_BROKERS && process.env.DB_CONNECTION === 'mysql'
    ? {
        kafka: (projections, topics) =>
          new KafkaEventLog(kafkaSettings({ KAFKA_PREFIX: topics }), { projections }),
      }
    : {}),
}

function heldOf({ name }: Projection) {
  return db.from('held_events').where('projection', name)
}

for (const [name, makeLog] of Object.entries(LOGS)) {
  test.group(`Event log ${name}`, (group) => {
    let topics: string
    let recorder: Recorder
    const logs: EventLog[] = []
    const start = (told?: Applied[]) => {
      const log = makeLog(() => [recorder], topics)
      if (told) log.onApplied((applied) => told.push(applied))
      logs.push(log)
      log.start()
      return log
    }

    group.each.setup(() => {
      topics = `test-${randomUUID()}`
      recorder = new Recorder()
    })
    group.each.teardown(async () => {
      await Promise.all(logs.splice(0).map((log) => log.stop()))
      // What no reader of this test needs any more.
      await db.from('held_events').where('projection', recorder.name).delete()
      await db.from('projection_events').where('projection', recorder.name).delete()
    })

    test('brings what was recorded before it starts and while it runs, in order, and tells', async ({
      assert,
    }) => {
      const told: Applied[] = []
      const before = [await recorder.record(), await recorder.record()]
      start(told)
      await recorder.has(before)
      const after = [await recorder.record(), await recorder.record()]

      const seen = await recorder.has(after)

      assert.deepEqual(seen, [...before, ...after])
      await eventually(
        () => told.length,
        (count) => count > 0
      )
      assert.equal(told[0].projection, recorder.name)
    })

    test('brings each event once, also after it was stopped, and to a second reader', async ({
      assert,
    }) => {
      const first = await recorder.record()
      const log = start()
      await recorder.has([first])
      await log.stop()
      const whileAway = await recorder.record()
      start()
      start()
      const last = await recorder.record()

      const seen = await recorder.has([whileAway, last])

      assert.sameMembers(seen, [first, whileAway, last])
    })

    test('brings nothing of a change that was rolled back', async ({ assert }) => {
      start()
      const broken = transact(async (unit) => {
        await recordEvent(unit, { type: RECORDED, subject: recorder.subject, data: {} })
        throw new Error('changed my mind')
      })
      await assert.rejects(() => broken, 'changed my mind')
      const next = await recorder.record()

      assert.deepEqual(await recorder.has([next]), [next])
    })

    test('holds what cannot be applied, with the reason, and goes on; it can be replayed', async ({
      assert,
      cleanup,
    }) => {
      const [good, bad, behind] = [
        await recorder.record(),
        await recorder.record(),
        await recorder.record(),
      ]
      recorder.failing.add(bad)
      cleanup(registerProjection(recorder))
      start()

      await recorder.has([good, behind])
      const [held] = await eventually(
        () => heldOf(recorder),
        (rows) => rows.length === 1
      )
      assert.equal(held.event_id, bad)
      assert.include(held.reason, `cannot take ${bad}`)
      assert.include((await replayHeld(held.id)) ?? '', 'cannot take')

      recorder.failing.clear()
      const reason = await replayHeld(held.id).catch((error) => error.message)
      // The embedded log tries by itself too, and may have been first.
      if (reason !== null) assert.include(reason, 'No Event')
      assert.sameMembers(await recorder.has([bad]), [good, bad, behind])
      assert.lengthOf(await heldOf(recorder), 0)
    })

    test('lets an event be given up for good', async ({ assert, cleanup }) => {
      const bad = await recorder.record()
      recorder.failing.add(bad)
      cleanup(registerProjection(recorder))
      start()
      const [held] = await eventually(
        () => heldOf(recorder),
        (rows) => rows.length === 1
      )

      await discardHeld(held.id)
      const next = await recorder.record()

      assert.deepEqual(await recorder.has([next]), [next])
      const applied = { projection: recorder.name, event_id: bad }
      assert.lengthOf(await db.from('projection_events').where(applied), 1)
    })

    if (process.env.DB_CONNECTION === 'mysql') {
      test('skips no event that commits late, behind newer ones', async ({ assert }) => {
        start()
        let goOn = () => {}
        const held = new Promise<void>((resolve) => (goOn = resolve))
        let lateId = ''
        const late = transact(async (unit) => {
          const facts = { type: RECORDED, subject: recorder.subject, data: {} }
          lateId = await recordEvent(unit, facts)
          await held
        })
        await eventually(
          () => lateId,
          (id) => id !== ''
        )
        const newer = await recorder.record()
        await recorder.has([newer])

        goOn()
        await late

        assert.deepEqual(await recorder.has([lateId]), [newer, lateId])
      })
    }
  })
}
