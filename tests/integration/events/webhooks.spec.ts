import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { transact } from '#core/unit_of_work'
import { toDatabaseTime } from '#core/time'
import {
  deliverWebhook,
  FAILING_BEFORE_DISABLING_MS,
  FAILURES_BEFORE_DISABLING,
} from '#events/actions/deliver_webhook'
import { redeliver, redeliverFailed, testWebhook } from '#events/actions/redeliver_webhook'
import { deleteWebhook, rotateSecret, updateWebhook } from '#events/actions/save_webhook'
import { applyEvents } from '#events/actions/apply_events'
import { drainProjections } from '#events/embedded_event_log'
import { recordEvent, type CloudEvent } from '#events/outbox'
import { findDelivery, getWebhook, listAttempts } from '#events/queries/read_webhooks'
import { postEvent } from '#events/webhooks/post_event'
import { webhookDeliveries } from '#events/webhooks/webhook_projection'
import { SYSTEM } from '#accounts/audit'
import { cancelRun } from '#jobs/actions/cancel_run'
import { buryRun } from '#jobs/actions/change_run'
import { expectedSignature } from '#tests/helpers/receiver'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { issueStock } from '#stock/actions/issue_stock'
import {
  allowPrivate,
  beginAnew,
  later,
  makeWebhook,
  runDeliveries,
  startReceiver,
} from '#tests/helpers/webhooks'

const UNIT = 100_000n
const SALE = 'bincard.stock.moved.v1'
const CHANGE = 'bincard.part.changed.v1'

function record(type = CHANGE): Promise<string> {
  return transact((unit) => recordEvent(unit, { type, subject: '1', data: { for: 'a test' } }))
}

async function deliveriesOf(webhookId: number) {
  return db.from('webhook_deliveries').where('webhook_id', webhookId).orderBy('id')
}

test.group('Webhooks', (group) => {
  group.each.setup(async () => {
    await beginAnew()
    return allowPrivate()
  })
  group.each.teardown(() => beginAnew())

  test('a sale reaches the receiver once, signed', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    const [partId, locationId] = [await makePart(), await makeLocation()]
    await receiveStock({ partId, locationId, quantity: 5n * UNIT, actorId: null })
    await drainProjections()
    const { id, secret } = await makeWebhook({ url: receiver.url, eventTypes: [SALE] })

    const sale = await issueStock({ partId, locationId, quantity: UNIT, actorId: null })
    await drainProjections()
    await runDeliveries()
    await drainProjections()
    await runDeliveries(later())

    const [delivery] = await deliveriesOf(id)
    assert.lengthOf(receiver.received, 1)
    const [received] = receiver.received
    const event: CloudEvent<{ posting: { id: number } }> = JSON.parse(received.body)
    assert.equal(event.data.posting.id, sale.id)
    assert.equal(received.headers['content-type'], 'application/cloudevents+json; charset=utf-8')
    assert.equal(received.headers['bincard-event'], SALE)
    assert.equal(received.headers['bincard-event-id'], event.id)
    assert.equal(received.headers['bincard-delivery'], String(delivery.id))
    assert.equal(received.headers['bincard-attempt'], '1')
    assert.equal(received.headers['bincard-signature'], expectedSignature(secret, received))
    assert.closeTo(Number(received.headers['bincard-timestamp']), Date.now() / 1000, 60)
    assert.deepInclude(delivery, { state: 'delivered', attempts: 1, event_id: event.id })
    const [attempt] = await listAttempts(delivery.id)
    assert.deepInclude(attempt, { number: 1, status: 200, error: '', response: 'thank you' })
    assert.isNotNull((await getWebhook(id)).delivered_at)
  })

  test('an event is delivered once, however often the log brings it', async ({ assert }) => {
    const { id } = await makeWebhook({ url: 'https://example.com/' })
    const eventId = await record()
    const [row] = await db.from('outbox_events').where('event_id', eventId)
    await drainProjections()
    // The ids that were applied may be cleaned away, as the broker may bring an event again.
    const events = [JSON.parse(row.payload), JSON.parse(row.payload)]
    await db.from('projection_events').where('event_id', eventId).delete()
    await applyEvents(webhookDeliveries, { events, move: async () => {} })

    assert.lengthOf(await deliveriesOf(id), 1)
    assert.lengthOf(await db.from('job_runs').where('name', 'webhook.deliver'), 1)
    await db.from('projection_events').where('event_id', eventId).delete()
  })

  test('a webhook is told of what it chose, while it is on', async ({ assert }) => {
    const some = await makeWebhook({ url: 'https://example.com/1', eventTypes: [CHANGE] })
    const all = await makeWebhook({ url: 'https://example.com/2' })
    const off = await makeWebhook({ url: 'https://example.com/3', isActive: false })
    await record()
    await record('bincard.test.v1')
    await drainProjections()

    const types = async (id: number) => (await deliveriesOf(id)).map((row) => row.event_type)
    assert.deepEqual(await types(some.id), [CHANGE])
    assert.deepEqual(await types(all.id), [CHANGE, 'bincard.test.v1'])
    assert.deepEqual(await types(off.id), [])
  })

  test('what fails is tried again, and told apart by its attempt', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(503, 'not now')
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await drainProjections()

    await runDeliveries()
    const [failing] = await deliveriesOf(id)
    const run = await db.from('job_runs').where('id', failing.run_id).firstOrFail()
    receiver.answerWith(204)
    await runDeliveries(later())

    assert.deepInclude(failing, { state: 'waiting', attempts: 1 })
    assert.equal(run.state, 'failed')
    assert.isAbove(Date.parse(`${run.run_at.replace(' ', 'T')}Z`), Date.now())
    const [delivered] = await deliveriesOf(id)
    assert.deepInclude(delivered, { state: 'delivered', attempts: 2 })
    assert.deepEqual(
      receiver.received.map(({ headers }) => headers['bincard-attempt']),
      ['1', '2']
    )
    const [second, first] = await listAttempts(delivered.id)
    assert.deepInclude(first, { status: 503, error: 'It answered 503', response: 'not now' })
    assert.deepInclude(second, { status: 204, error: '' })
    assert.deepInclude(await getWebhook(id), { failures: 0, failing_since: null })
  })

  test('after the last try a delivery has failed, and can be sent again', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(500)
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await record()
    await drainProjections()
    await runDeliveries(later())

    const given = await deliveriesOf(id)
    assert.deepEqual(
      given.map(({ state, attempts }) => [state, attempts]),
      [
        ['failed', 15],
        ['failed', 15],
      ]
    )
    receiver.answerWith(200)
    await redeliver(given[0].id)
    await runDeliveries()
    assert.equal((await findDelivery(given[0].id))?.state, 'delivered')
    assert.equal((await findDelivery(given[1].id))?.state, 'failed')
    assert.equal(await redeliverFailed(id), 1)
    await runDeliveries()
    assert.equal((await findDelivery(given[1].id))?.state, 'delivered')
    assert.lengthOf(receiver.received, 32)
  })

  test('a cancelled job leaves its delivery failed, with the reason, to be sent again', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await drainProjections()
    const [{ id: deliveryId, run_id: runId }] = await deliveriesOf(id)

    assert.isTrue(await cancelRun(runId))
    await runDeliveries(later())
    const cancelled = await findDelivery(deliveryId)
    const [attempt] = await listAttempts(deliveryId)
    const webhook = await getWebhook(id)
    await redeliver(deliveryId)
    await runDeliveries()

    assert.deepInclude(cancelled, { state: 'failed', attempts: 1 })
    assert.deepInclude(attempt, { number: 1, status: null, error: 'The job was cancelled' })
    // The receiver has done nothing wrong.
    assert.equal(webhook.failures, 0)
    assert.deepInclude(await findDelivery(deliveryId), { state: 'delivered', attempts: 2 })
    assert.lengthOf(receiver.received, 1)
  })

  test('a job that is cancelled while it sends leaves no delivery waiting', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await drainProjections()
    const [{ id: deliveryId, run_id: runId }] = await deliveriesOf(id)
    let isCancelled = false
    receiver.answer = async (response) => {
      isCancelled = await cancelRun(runId)
      response.writeHead(500).end()
    }

    await deliverWebhook({ deliveryId, isLast: false }).catch(() => undefined)

    assert.isTrue(isCancelled)
    assert.equal((await findDelivery(deliveryId))?.state, 'failed')
  })

  test('a job that dies takes its delivery with it', async ({ assert }) => {
    const { id } = await makeWebhook({ url: 'https://example.com/' })
    await record()
    await drainProjections()
    const [{ id: deliveryId, run_id: runId }] = await deliveriesOf(id)
    // As after so many tries that each ended its process.
    await db.from('job_runs').where('id', runId).update({ state: 'running', attempts: 16 })

    await buryRun({ id: runId, attempts: 16 }, new Error('the process was gone each time'))

    const [attempt] = await listAttempts(deliveryId)
    assert.equal((await findDelivery(deliveryId))?.state, 'failed')
    assert.include(attempt.error, 'the process was gone each time')
  })

  test('one that fails for days is switched off, with a notice', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(500)
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await record()
    await drainProjections()
    await runDeliveries()
    const isStillOn = (await getWebhook(id)).isActive
    const since = toDatabaseTime(new Date(Date.now() - FAILING_BEFORE_DISABLING_MS - 1))
    await db
      .from('webhooks')
      .where('id', id)
      .update({ failures: FAILURES_BEFORE_DISABLING - 1, failing_since: since })
    await runDeliveries(later())

    const webhook = await getWebhook(id)
    const entry = await db
      .from('audit_log')
      .where({ model: 'webhook', model_id: id, action: 'switch off' })
      .first()
    assert.isTrue(isStillOn)
    assert.isFalse(webhook.isActive)
    assert.isNotNull(webhook.disabled_at)
    assert.equal(entry?.username, 'system')
    assert.deepEqual(
      (await deliveriesOf(id)).map(({ state }) => state),
      ['failed', 'failed']
    )
    // Two first tries, and the one that was too much: what is switched off is sent nothing more.
    assert.lengthOf(receiver.received, 3)
    await assert.rejects(() => redeliverFailed(id), /switched off/)

    await updateWebhook({ id, isActive: true }, SYSTEM)
    assert.deepInclude(await getWebhook(id), {
      failures: 0,
      failing_since: null,
      disabled_at: null,
    })
    assert.equal(await redeliverFailed(id), 2)
  })

  test('a new secret signs beside the old one until its time is over', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    const { id, secret: old } = await makeWebhook({ url: receiver.url })
    const { secret } = await rotateSecret({ id, overlapHours: 1 }, SYSTEM)
    await testWebhook(id, SYSTEM)
    await runDeliveries()
    await db
      .from('webhooks')
      .where('id', id)
      .update({ previous_until: toDatabaseTime(new Date(Date.now() - 1)) })
    await testWebhook(id, SYSTEM)
    await runDeliveries()
    const { secret: newest } = await rotateSecret({ id, overlapHours: 0 }, SYSTEM)
    await testWebhook(id, SYSTEM)
    await runDeliveries()

    const [both, one, last] = receiver.received
    assert.equal(
      both.headers['bincard-signature'],
      [secret, old].map((each) => expectedSignature(each, both)).join(',')
    )
    assert.equal(one.headers['bincard-signature'], expectedSignature(secret, one))
    assert.equal(last.headers['bincard-signature'], expectedSignature(newest, last))
    const stored = await db.from('webhooks').where('id', id).firstOrFail()
    for (const text of [old, secret, newest]) assert.notInclude(JSON.stringify(stored), text)
    await assert.rejects(() => rotateSecret({ id, overlapHours: 721 }, SYSTEM), /overlap_hours/)
  })

  test('a test event is tried once, also of one that is off', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(404, 'nobody here')
    const { id } = await makeWebhook({ url: receiver.url, isActive: false })
    const deliveryId = await testWebhook(id, SYSTEM)
    await runDeliveries(later())

    assert.lengthOf(receiver.received, 1)
    assert.equal(JSON.parse(receiver.received[0].body).type, 'bincard.webhook.test.v1')
    assert.deepInclude(await findDelivery(deliveryId), { state: 'failed', attempts: 1 })
    assert.equal((await getWebhook(id)).failures, 0)
  })

  test('a webhook goes with its deliveries, and what waits is not sent', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    const { id } = await makeWebhook({ url: receiver.url })
    await record()
    await drainProjections()
    await deleteWebhook(id, SYSTEM)
    await runDeliveries(later())

    assert.lengthOf(receiver.received, 0)
    assert.lengthOf(await deliveriesOf(id), 0)
    assert.deepEqual(
      (await db.from('job_runs').where('name', 'webhook.deliver')).map(({ state }) => state),
      ['done']
    )
  })
})

test.group('Sending to a webhook', () => {
  const post = (url: string, more: Partial<Parameters<typeof postEvent>[0]> = {}) =>
    postEvent({ url, body: '{}', headers: {}, allowsPrivate: true, ...more })

  test('follows no redirect', async ({ assert, cleanup }) => {
    const [receiver, other] = [await startReceiver(cleanup), await startReceiver(cleanup)]
    receiver.answer = (response) => response.writeHead(302, { location: other.url }).end()
    const outcome = await post(receiver.url)
    assert.deepInclude(outcome, {
      status: 302,
      error: 'It answered 302: redirects are not followed',
    })
    assert.lengthOf(other.received, 0)
  })

  test('ends when the answer takes too long, also one that never ends', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answer = () => {}
    const silent = await post(receiver.url, { timeLimitMs: 150 })
    receiver.answer = (response) => {
      const drip = setInterval(() => response.write('.'), 20)
      response.on('close', () => clearInterval(drip))
    }
    const dripping = await post(receiver.url, { timeLimitMs: 150 })
    for (const outcome of [silent, dripping]) {
      assert.equal(outcome.error, 'No whole answer within 0.15 s')
      assert.isAtLeast(outcome.durationMs, 100)
    }
  })

  test('reads no more of an answer than it has use for', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    receiver.answer = (response) => {
      const flood = () => {
        while (response.write('é'.repeat(8_000)));
        response.once('drain', flood)
      }
      flood()
    }
    const { status, error, response } = await post(receiver.url)
    assert.deepEqual([status, error], [200, ''])
    assert.isAtMost(response.length, 2_000)
    receiver.answer = (one) => one.end('a\0b\u001B[31mc')
    assert.equal((await post(receiver.url)).response, 'a\uFFFDb\uFFFD[31mc')
  })

  test('tells what went wrong where nobody listens or the name is unknown', async ({
    assert,
    cleanup,
  }) => {
    const receiver = await startReceiver(cleanup)
    const { url } = receiver
    receiver.stop()
    assert.include((await post(url)).error, 'ECONNREFUSED')
    const unknown = await post('http://nobody.invalid/', {
      allowsPrivate: false,
      resolver: () => Promise.reject(new Error('getaddrinfo ENOTFOUND nobody.invalid')),
    })
    assert.deepInclude(unknown, { status: null, error: 'getaddrinfo ENOTFOUND nobody.invalid' })
  })

  test('reaches no private address, whatever the name said before', async ({ assert, cleanup }) => {
    const receiver = await startReceiver(cleanup)
    const closed = { allowsPrivate: false }
    const direct = await post(receiver.url, closed)
    assert.equal(direct.error, '127.0.0.1 is not a public address')
    const named = await post(`http://shop.example:${receiver.port}/`, {
      ...closed,
      resolver: async () => [{ address: '127.0.0.1', family: 4 }],
    })
    assert.equal(named.error, 'shop.example is at 127.0.0.1, which is not a public address')
    const mapped = await post(`http://[::ffff:127.0.0.1]:${receiver.port}/`, closed)
    assert.include(mapped.error, 'is not a public address')
    assert.lengthOf(receiver.received, 0)
  })
})
