import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import env from '#start/env'
import { forgetFigures, metricsText } from '#core/metrics/registry'
import { transact } from '#core/unit_of_work'
import { LostLease, markPublished, takeLease } from '#events/actions/hold_relay'
import { LostPartition, moveInPartition } from '#events/actions/move_position'
import { publishLostAgain } from '#events/actions/publish_lost_again'
import { KafkaEventLog } from '#events/kafka/kafka_event_log'
import { kafkaClient } from '#events/kafka/kafka_client'
import { Publisher } from '#events/kafka/publisher'
import { Relay } from '#events/kafka/relay'
import { deadLetterTopic, eventsTopic } from '#events/kafka/topics'
import type { OutboxRow } from '#events/kafka/messages'
import { registerProjection } from '#events/projection'
import { countUnpublished } from '#events/queries/list_unpublished'
import { readLags } from '#events/queries/read_lags'
import { kafkaSettings, ownBroker, readTopic } from '#tests/helpers/kafka'
import { eventually } from '#tests/helpers/patience'
import { Recorder } from '#tests/helpers/recorder'

type Settings = ReturnType<typeof kafkaSettings>

function rowsOf(ids: string[]): Promise<OutboxRow[]> {
  return db.from('outbox_events').whereIn('event_id', ids).orderBy('id')
}

// The engine makes no difference to these: once is enough.
if (process.env.KAFKA_BROKERS && process.env.DB_CONNECTION === 'mysql') {
  test.group('Events on Kafka', (group) => {
    let settings: Settings
    let recorder: Recorder
    let log: KafkaEventLog

    group.each.setup(async () => {
      settings = kafkaSettings()
      recorder = new Recorder()
      log = new KafkaEventLog(settings, { projections: () => [recorder] })
      // What other tests have left need not be published for this one.
      await db
        .from('outbox_events')
        .whereNull('published_at')
        .update({ published_at: '2000-01-01' })
    })
    group.each.teardown(async () => {
      await log.stop()
      await db.from('held_events').where('projection', recorder.name).delete()
    })

    test('are CloudEvents with their subject as key, in topics as the settings say', async ({
      assert,
    }) => {
      const id = await recorder.record()
      log.start()
      await recorder.has([id])

      const [message] = await readTopic(settings, eventsTopic(settings), 1)
      const admin = kafkaClient(settings, 'test').admin()
      await admin.connect()
      const { topics } = await admin.fetchTopicMetadata({ topics: [eventsTopic(settings)] })
      const { resources } = await admin.describeConfigs({
        includeSynonyms: false,
        resources: [{ type: 2, name: eventsTopic(settings) }],
      })
      await admin.disconnect()

      const event = JSON.parse(message.value)
      assert.equal(message.key, recorder.subject)
      assert.include(event, { specversion: '1.0', id, subject: recorder.subject })
      assert.include(message.headers, {
        'content-type': 'application/cloudevents+json; charset=UTF-8',
        'ce_specversion': '1.0',
        'ce_id': id,
        'ce_type': event.type,
        'ce_source': event.source,
        'ce_subject': recorder.subject,
      })
      assert.lengthOf(topics[0].partitions, 3)
      const retention = resources[0].configEntries.find(
        (entry) => entry.configName === 'retention.ms'
      )
      assert.equal(retention?.configValue, String(168 * 3_600_000))
    })

    test('that cannot be applied go to the dead-letter topic with the reason', async ({
      assert,
    }) => {
      const bad = await recorder.record()
      recorder.failing.add(bad)
      log.start()

      await eventually(
        () => db.from('held_events').where('projection', recorder.name),
        (held) => held.length === 1
      )

      const [letter] = await readTopic(settings, deadLetterTopic(settings), 1)

      assert.equal(letter.headers.ce_id, bad)
      assert.equal(letter.headers['bincard-projection'], recorder.name)
      assert.include(letter.headers['bincard-reason'], `cannot take ${bad}`)
      assert.match(letter.headers['bincard-source'], /^test-.*\.events\/\d+\/0$/)
      const count = `bincard_dead_letters_total{projection="${recorder.name}"} 1\n`
      assert.include(await metricsText(), count)
    })

    test('show backlog, lag and relay as metrics', async ({ assert, cleanup }) => {
      const before = { eventLog: env.eventLog, kafka: env.kafka }
      Object.assign(env, { eventLog: 'kafka', kafka: settings })
      cleanup(() => void Object.assign(env, before))
      cleanup(registerProjection(recorder))
      const figures = () => {
        forgetFigures()
        return metricsText()
      }
      const ids = await recorder.recordMany(5)
      const waiting = await figures()
      log.start()
      await recorder.has(ids)
      const lag = `bincard_projection_lag_messages{projection="${recorder.name}"} 0\n`

      const drained = await eventually(figures, (text) => text.includes(lag))

      assert.match(waiting, /^bincard_outbox_backlog_events 5$/m)
      assert.match(waiting, /^bincard_relay_up 0$/m)
      assert.match(drained, /^bincard_outbox_backlog_events 0$/m)
      assert.match(drained, /^bincard_relay_up 1$/m)
      assert.match(drained, /^bincard_relay_failing_seconds 0$/m)
    })

    test('count once when a relay publishes them twice', async ({ assert }) => {
      const ids = await recorder.recordMany(50)
      const publisher = await Publisher.open(settings)
      await publisher.send(await rowsOf(ids))
      await publisher.close()
      log.start()
      const last = await recorder.record()

      const seen = await recorder.has([...ids, last])
      await eventually(
        async () => (await readLags([recorder.name])).get(recorder.name)?.lag,
        (lag) => lag === 0
      )

      const messages = await readTopic(settings, eventsTopic(settings), 101)
      assert.lengthOf(messages, 101)
      assert.deepEqual(seen, [...ids, last])
    })

    test('are published by one relay; when it falls silent another takes over and it is shut out', async ({
      assert,
    }) => {
      const silent = await takeLease(eventsTopic(settings), randomUUID())
      if (!silent) throw new Error('The lease was not free')
      const waiting = new Relay(settings, { pollMs: 50 })
      const id = await recorder.record()
      waiting.start()
      const rows = await rowsOf([id])
      const begun = Date.now()

      await eventually(
        () => db.from('outbox_events').where('event_id', id).whereNotNull('published_at'),
        (published) => published.length === 1
      )
      const took = Date.now() - begun
      await waiting.stop()

      assert.isAbove(took, 3_000)
      await assert.rejects(
        () =>
          markPublished(
            silent,
            rows.map((row) => row.id)
          ),
        LostLease
      )
    })

    test('cannot be written by a consumer that has lost its partition', async ({ assert }) => {
      const move = (from: bigint | null, to: bigint) =>
        transact(({ trx }) => moveInPartition(recorder.name, { partition: 0, from, to })(trx))
      await move(null, 10n)
      await move(10n, 20n)

      await assert.rejects(() => move(10n, 15n), LostPartition)
      await assert.rejects(() => move(null, 15n), LostPartition)
      const [row] = await db.from('projection_positions').where('projection', recorder.name)
      assert.equal(Number(row.position), 20)
    })

    test('that the brokers have lost are published again', async ({ assert }) => {
      const ids = await recorder.recordMany(5)
      const relay = new Relay(settings, { pollMs: 50 })
      relay.start()
      await eventually(
        () => db.from('outbox_events').whereIn('event_id', ids).whereNotNull('published_at'),
        (published) => published.length === 5
      )
      await relay.stop()
      const admin = kafkaClient(settings, 'test').admin()
      await admin.connect()
      await admin.deleteTopics({ topics: [eventsTopic(settings)] })
      await admin.disconnect()
      await db.from('event_log_ends').delete()
      log.start()
      await eventually(
        async () => (await readLags([recorder.name])).get(recorder.name)?.lag,
        (lag) => lag === 0
      )

      await eventually(
        async () => {
          await publishLostAgain([recorder.name], 0)
          return recorder.seen.length
        },
        (count) => count >= 5
      )

      assert.deepEqual([...new Set(recorder.seen)], ids)
    })
  })

  test.group('Events while the broker is away', (group) => {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-kafka-'))
    let broker: Awaited<ReturnType<typeof ownBroker>>

    group.setup(async () => {
      broker = await ownBroker(folder)
    })
    group.teardown(async () => {
      await broker?.stop()
      rmSync(folder, { recursive: true, force: true })
    })

    test('wait in the outbox, and arrive in order when it is back; by TLS and SCRAM', async ({
      assert,
      cleanup,
    }) => {
      await db
        .from('outbox_events')
        .whereNull('published_at')
        .update({ published_at: '2000-01-01' })
      const recorder = new Recorder()
      const settings = kafkaSettings(broker.guarded)
      const log = new KafkaEventLog(settings, { projections: () => [recorder] })
      cleanup(() => log.stop())
      log.start()
      const first = await recorder.record()
      await recorder.has([first])

      await broker.kill()
      const ids: string[] = []
      for (let round = 0; round < 10; round++) ids.push(...(await recorder.recordMany(200)))
      const backlog = await eventually(
        () => countUnpublished(db.connection()),
        ({ count }) => count === 2_000
      )
      await broker.start()

      const seen = await recorder.has(ids)
      assert.isNotNull(backlog.oldest)
      assert.deepEqual(seen, [first, ...ids])
      assert.equal((await countUnpublished(db.connection())).count, 0)
    })
  })
}
