import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transact } from '#core/unit_of_work'
import { KafkaEventLog } from '#events/kafka/kafka_event_log'
import { Publisher } from '#events/kafka/publisher'
import { recordEvent } from '#events/outbox'
import { webhookDeliveries } from '#events/webhooks/webhook_projection'
import { kafkaSettings } from '#tests/helpers/kafka'
import { eventually } from '#tests/helpers/patience'
import { expectedSignature } from '#tests/helpers/receiver'
import {
  allowPrivate,
  beginAnew,
  makeWebhook,
  runDeliveries,
  startReceiver,
} from '#tests/helpers/webhooks'

const CHANGE = 'bincard.part.changed.v1'

function record(): Promise<string> {
  return transact((unit) =>
    recordEvent(unit, { type: CHANGE, subject: '1', data: { for: 'a test' } })
  )
}

function deliveriesOf(webhookId: number) {
  return db.from('webhook_deliveries').where('webhook_id', webhookId).orderBy('id')
}

function hasDeliveries(webhookId: number, count: number) {
  return eventually(
    () => deliveriesOf(webhookId),
    (rows) => rows.length === count
  )
}

// The engine makes no difference to these: once is enough.
if (process.env.KAFKA_BROKERS && process.env.DB_CONNECTION === 'mysql') {
  test.group('Webhooks through Kafka', (group) => {
    let settings: ReturnType<typeof kafkaSettings>
    // Under a name of its own: where it is in the topic of another test says nothing here.
    const open = (name: string) =>
      new KafkaEventLog(settings, { projections: () => [{ ...webhookDeliveries, name }] })

    group.each.setup(async () => {
      await beginAnew()
      settings = kafkaSettings()
      return allowPrivate()
    })
    group.each.teardown(() => beginAnew())

    test('get each event once, signed, though it is published twice and the consumer starts again', async ({
      assert,
      cleanup,
    }) => {
      const receiver = await startReceiver(cleanup)
      const { id, secret } = await makeWebhook({ url: receiver.url, eventTypes: [CHANGE] })
      const name = `webhooks ${randomUUID()}`
      const first = open(name)
      cleanup(() => first.stop())
      first.start()
      const ids = [await record(), await record(), await record()]
      await hasDeliveries(id, 3)
      await first.stop()

      const rows = await db.from('outbox_events').whereIn('event_id', ids).orderBy('id')
      const publisher = await Publisher.open(settings)
      await publisher.send(rows)
      await publisher.close()
      const second = open(name)
      cleanup(() => second.stop())
      second.start()
      ids.push(await record())
      const deliveries = await hasDeliveries(id, 4)
      await runDeliveries()
      await second.stop()

      assert.sameMembers(
        deliveries.map((row) => row.event_id),
        ids
      )
      assert.sameMembers(
        receiver.received.map(({ headers }) => headers['bincard-event-id']),
        ids
      )
      for (const received of receiver.received) {
        assert.equal(received.headers['bincard-signature'], expectedSignature(secret, received))
        assert.equal(JSON.parse(received.body).id, received.headers['bincard-event-id'])
      }
      assert.lengthOf(await deliveriesOf(id), 4)
    })

    test('that do not answer hold up neither the topic nor another webhook', async ({
      assert,
      cleanup,
    }) => {
      const [broken, sound] = [await startReceiver(cleanup), await startReceiver(cleanup)]
      broken.answerWith(500)
      const bad = await makeWebhook({ url: broken.url })
      const good = await makeWebhook({ url: sound.url })
      const log = open(`webhooks ${randomUUID()}`)
      cleanup(() => log.stop())
      log.start()
      await record()
      await hasDeliveries(bad.id, 1)
      await runDeliveries()
      await record()
      await hasDeliveries(good.id, 2)
      await runDeliveries()

      const states = async (webhookId: number) =>
        (await deliveriesOf(webhookId)).map(({ state }) => state)
      assert.deepEqual(await states(bad.id), ['waiting', 'waiting'])
      assert.deepEqual(await states(good.id), ['delivered', 'delivered'])
    })
  })
}
