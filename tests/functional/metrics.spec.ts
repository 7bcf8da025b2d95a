import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import env from '#start/env'
import { isNear } from '#core/metrics/may_scrape'
import { forgetFigures, registerStateMetrics } from '#core/metrics/registry'
import { now, toDatabaseTime } from '#core/time'
import { holdEvent } from '#events/actions/hold_event'
import { drainProjections } from '#events/embedded_event_log'
import { registerProjection } from '#events/projection'
import { apiAs, baseUrl } from '#tests/helpers/api'
import { Recorder } from '#tests/helpers/recorder'
import { beginAnew, makeWebhook } from '#tests/helpers/webhooks'

const TOKEN = 'a-token-of-these-tests'

async function scrape(headers: Record<string, string> = {}) {
  const answer = await fetch(`${baseUrl()}/metrics`, { headers })
  return { status: answer.status, headers: answer.headers, text: await answer.text() }
}

/** The figures as they are now, each by its name with its labels, as in the text. */
async function figures(): Promise<Map<string, number>> {
  forgetFigures()
  const { text } = await scrape()
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
  return new Map(
    lines.map((line) => {
      const end = line.lastIndexOf(' ')
      return [line.slice(0, end), Number(line.slice(end + 1))]
    })
  )
}

function ago(seconds: number): string {
  return toDatabaseTime(new Date(Date.now() - seconds * 1000))
}

test.group('Metrics', (group) => {
  group.each.setup(() => beginAnew())
  group.each.teardown(async () => {
    env.metricsToken = ''
    await beginAnew()
  })

  test('come as text that Prometheus reads, each with its kind and what it means', async ({
    assert,
  }) => {
    const { status, headers, text } = await scrape()
    const names = new Set([...text.matchAll(/^([a-z_]+)/gm)].map(([, name]) => name))

    assert.equal(status, 200)
    assert.match(headers.get('content-type') ?? '', /^text\/plain; version=0\.0\.4/)
    assert.equal(headers.get('cache-control'), 'no-store')
    for (const name of [
      'process_cpu_seconds_total',
      'process_resident_memory_bytes',
      'nodejs_eventloop_lag_seconds',
      'bincard_database_connections',
      'bincard_outbox_backlog_events',
      'bincard_projection_pending_events',
      'bincard_webhook_backlog_deliveries',
      'bincard_jobs',
      'bincard_workers_alive',
      'bincard_live_streams',
    ]) {
      assert.isTrue(names.has(name), name)
      assert.match(text, new RegExp(`^# TYPE ${name} `, 'm'))
      assert.match(text, new RegExp(`^# HELP ${name} \\S`, 'm'))
    }
    // What is of Kafka alone is not told as 0 without it.
    assert.notMatch(text, /^bincard_relay_up /m)
    assert.notMatch(text, /^bincard_projection_lag_messages\{/m)
  })

  test('tell backlog, lag and dead letters to the last one', async ({ assert }) => {
    const recorder = new Recorder()
    const forget = registerProjection(recorder)
    const before = await figures()
    const ids = await recorder.recordMany(7)
    await db
      .from('outbox_events')
      .whereIn('event_id', ids)
      .update({ created_at: ago(90) })
    const event = { id: ids[0], type: 'bincard.test.v1', subject: recorder.subject }
    const held = { projection: recorder.name, event, reason: 'the ink was empty', attempts: 5 }
    await holdEvent(null, held)

    const during = await figures()
    const mine = `{projection="${recorder.name}"}`
    await db.from('held_events').where('projection', recorder.name).delete()
    await drainProjections()
    const after = await figures()
    forget()

    assert.equal(before.get(`bincard_projection_pending_events${mine}`), 0)
    assert.equal(during.get(`bincard_projection_pending_events${mine}`), 7)
    assert.equal(during.get(`bincard_projection_held_events${mine}`), 1)
    assert.isAtLeast(during.get('bincard_outbox_backlog_events') ?? 0, 7)
    for (const name of [
      `bincard_projection_oldest_pending_seconds${mine}`,
      'bincard_outbox_backlog_oldest_seconds',
    ]) {
      assert.isAtLeast(during.get(name) ?? 0, 89)
    }
    assert.equal(after.get(`bincard_projection_pending_events${mine}`), 0)
    assert.equal(after.get(`bincard_projection_held_events${mine}`), 0)
    assert.equal(after.get('bincard_outbox_backlog_events'), 0)
    assert.equal(after.get('bincard_outbox_backlog_oldest_seconds'), 0)
  })

  test('tell of jobs, workers and webhooks', async ({ assert }) => {
    const run = { name: 'check_ledger', payload: '{}', created_at: now() }
    await db.table('job_runs').multiInsert([
      { ...run, state: 'waiting', run_at: ago(120) },
      { ...run, state: 'dead', run_at: now() },
      { ...run, state: 'dead', run_at: now() },
      { ...run, state: 'done', run_at: now() },
    ])
    const worker = { id: 'metrics', host: 'h', process_id: 1, version: '1', role: 'worker' }
    await db.from('job_workers').delete()
    await db.table('job_workers').insert({ ...worker, started_at: now(), seen_at: now() })
    const webhook = await makeWebhook({ url: 'https://1.1.1.1/' })
    const off = await makeWebhook({ url: 'https://1.1.1.2/' })
    await db.from('webhooks').where('id', off.id).update({ disabled_at: now() })
    const delivery = { event_type: 't', subject: '1', payload: '{}', webhook_id: webhook.id }
    await db.table('webhook_deliveries').multiInsert([
      { ...delivery, event_id: '1', state: 'waiting', created_at: ago(60) },
      { ...delivery, event_id: '2', state: 'waiting', created_at: now() },
      { ...delivery, event_id: '3', state: 'failed', created_at: now() },
      { ...delivery, event_id: '4', state: 'delivered', created_at: now() },
    ])

    const told = await figures()
    await db.from('job_workers').where('id', 'metrics').delete()

    assert.equal(told.get('bincard_jobs{job="check_ledger",state="waiting"}'), 1)
    assert.equal(told.get('bincard_jobs{job="check_ledger",state="dead"}'), 2)
    assert.equal(told.get('bincard_jobs{job="check_ledger",state="running"}'), 0)
    assert.isAtLeast(told.get('bincard_jobs_oldest_due_seconds') ?? 0, 119)
    assert.equal(told.get('bincard_workers_alive'), 1)
    assert.equal(told.get('bincard_webhook_backlog_deliveries'), 2)
    assert.isAtLeast(told.get('bincard_webhook_backlog_oldest_seconds') ?? 0, 59)
    assert.equal(told.get('bincard_webhook_failed_deliveries'), 1)
    assert.equal(told.get('bincard_webhooks_switched_off'), 1)
  })

  test('count requests by the pattern of the route, never by what was asked for', async ({
    assert,
  }) => {
    const client = await apiAs('viewer')
    const missing = 'bincard_http_requests_total{method="GET",route="/api/part/:id",status="404"}'
    const unknown = 'bincard_http_requests_total{method="GET",route="none",status="404"}'
    const before = await figures()
    await client.get('/api/part/987654/')
    await client.get('/api/part/987655/')
    await fetch(`${baseUrl()}/no/such/page/4711`)

    const after = await figures()
    const grown = (name: string) => (after.get(name) ?? 0) - (before.get(name) ?? 0)

    assert.equal(grown(missing), 2)
    assert.equal(grown(unknown), 1)
    assert.equal(
      grown('bincard_http_request_duration_seconds_count{method="GET",route="/api/part/:id"}'),
      2
    )
    const names = [...after.keys()].join('\n')
    assert.notMatch(names, /98765|4711/)
  })

  test('are read once for many who ask, and left out where they cannot be read', async ({
    assert,
  }) => {
    let readings = 0
    let isBroken = false
    registerStateMetrics('tests', {
      gauges: { bincard_tests: { help: 'Of these tests' } },
      read: async () => {
        readings++
        if (isBroken) throw new Error('the database is away')
        return { bincard_tests: [{ value: 42 }] }
      },
    })
    forgetFigures()
    await Promise.all([scrape(), scrape(), scrape()])
    const { text } = await scrape()
    assert.match(text, /^bincard_tests 42$/m)
    assert.equal(readings, 1)

    isBroken = true
    const told = await figures()
    assert.isFalse(told.has('bincard_tests'))
    assert.equal(told.get('bincard_metrics_read_failures_total{part="tests"}'), 1)
    assert.isTrue(told.has('bincard_workers_alive'))
    isBroken = false
    assert.equal((await figures()).get('bincard_tests'), 42)
  })

  test('are for who comes from near and not through a proxy', async ({ assert }) => {
    for (const name of ['X-Forwarded-For', 'X-Forwarded-Proto', 'Forwarded', 'Via', 'X-Real-IP']) {
      const { status, text } = await scrape({ [name]: '10.0.0.1' })
      assert.equal(status, 403, name)
      assert.notInclude(text, 'bincard_')
    }
    for (const address of ['127.0.0.1', '::ffff:10.1.2.3', '192.168.1.9', '::1', 'fd00::1']) {
      assert.isTrue(isNear(address), address)
    }
    for (const address of ['8.8.8.8', '::ffff:8.8.8.8', '172.32.0.1', '2001:db8::1', '', 'x']) {
      assert.isFalse(isNear(address), address)
    }
  })

  test('are for who brings METRICS_TOKEN where one is set', async ({ assert }) => {
    env.metricsToken = TOKEN
    for (const authorization of ['', 'Bearer', `Bearer ${TOKEN}x`, `Basic ${TOKEN}`, TOKEN]) {
      const refused = await scrape(authorization ? { authorization } : {})
      assert.equal(refused.status, 401, authorization)
      assert.equal(refused.headers.get('www-authenticate'), 'Bearer')
      assert.notInclude(refused.text, TOKEN)
    }
    const given = await scrape({ 'authorization': `Bearer ${TOKEN}`, 'x-forwarded-for': '8.8.8.8' })
    assert.equal(given.status, 200)
  })
})
