import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { testWebhook } from '#events/actions/redeliver_webhook'
import { getWebhook } from '#events/queries/read_webhooks'
import { SYSTEM } from '#accounts/audit'
import { apiAs } from '#tests/helpers/api'
import { expectedSignature } from '#tests/helpers/receiver'
import { signedIn } from '#tests/helpers/visitor'
import {
  allowPrivate,
  beginAnew,
  makeWebhook,
  runDeliveries,
  startReceiver,
} from '#tests/helpers/webhooks'

const CHANGE = 'bincard.part.changed.v1'

async function newestWebhook() {
  return db.from('webhooks').orderBy('id', 'desc').firstOrFail()
}

test.group('Pages of webhooks', (group) => {
  group.each.setup(() => beginAnew())
  group.each.teardown(() => beginAnew())

  test('one is made, its secret shown once, changed and deleted', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    const empty = await visitor.get('/admin/integrations')
    await visitor.get('/admin/integrations/new')
    const made = await visitor.post('/admin/integrations', {
      'url': 'https://1.1.1.1/hook',
      'description': 'Web shop',
      'event_types[]': [CHANGE],
      'active': ['', '1'],
    })
    const { id } = await newestWebhook()
    const first = await visitor.get(String(made.location))
    const again = await visitor.get(String(made.location))
    const list = await visitor.get('/admin/integrations')
    await visitor.post(`/admin/integrations/${id}`, {
      url: 'https://1.1.1.1/other',
      description: '',
      active: '',
    })
    const changed = await getWebhook(id)
    const deleted = await visitor.post(`/admin/integrations/${id}/delete`, {})

    assert.include(empty.text, 'No webhooks')
    assert.equal(made.location, `/admin/integrations/${id}`)
    assert.match(first.text, /value="whsec_[\w-]{43}"/)
    assert.notInclude(again.text, 'whsec_')
    assert.include(list.text, 'Web shop')
    assert.deepInclude(changed, { url: 'https://1.1.1.1/other', isActive: false })
    assert.deepEqual(changed.eventTypes, [])
    assert.equal(deleted.location, '/admin/integrations')
    const entries = await db
      .from('audit_log')
      .where({ model: 'webhook', model_id: id })
      .orderBy('id')
    assert.deepEqual(
      entries.map(({ action }) => action),
      ['create', 'change', 'delete']
    )
    assert.notInclude(JSON.stringify(entries), 'whsec_')
    assert.include((await visitor.get('/admin/audit')).text, 'Webhook')
  })

  test('a bad address is refused with the reason, and what was typed stays', async ({ assert }) => {
    const { visitor } = await signedIn('administrator')
    for (const [url, reason] of [
      ['', 'Give the address'],
      ['nonsense', 'Give a whole address'],
      ['http://127.0.0.1:8080/', 'public Internet'],
      ['http://localhost/', 'public Internet'],
      ['https://a:b@example.com/', 'Leave user name and password out'],
    ]) {
      const answer = await visitor.post(
        '/admin/integrations',
        { url, description: 'kept text', active: '1' },
        { from: '/admin/integrations/new' }
      )
      assert.equal(answer.status, 302)
      const form = await visitor.get('/admin/integrations/new')
      assert.include(form.text, reason, url)
      assert.include(form.text, 'kept text')
    }
    assert.lengthOf(await db.from('webhooks'), 0)
  })

  test('a test event, its log, and sending again', async ({ assert, cleanup }) => {
    cleanup(allowPrivate())
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(500, '<script>alert(1)</script>')
    const { id } = await makeWebhook({ url: receiver.url })
    const { visitor } = await signedIn('administrator')
    const { location } = await visitor.post(`/admin/integrations/${id}/test`, {})
    await runDeliveries()
    const failed = await visitor.get(String(location))
    receiver.answerWith(200, 'fine')
    await visitor.post(String(location), {})
    await runDeliveries()
    const delivered = await visitor.get(String(location))
    const log = await visitor.get(`/admin/integrations/${id}?state=delivered`)
    const none = await visitor.get(`/admin/integrations/${id}?state=failed`)

    assert.include(failed.text, 'It answered 500')
    assert.notInclude(failed.text, '<script>alert')
    assert.include(failed.text, 'Bincard can reach you.')
    assert.include(delivered.text, 'Delivered')
    assert.include(delivered.text, 'fine')
    assert.include(log.text, String(location))
    assert.include(none.text, 'Nothing found')
  })

  test('a switched-off one is told of on top', async ({ assert }) => {
    const { id } = await makeWebhook({ url: 'https://example.com/' })
    await db
      .from('webhooks')
      .where('id', id)
      .update({ is_active: false, disabled_at: '2026-01-02 03:04:05.000', failures: 21 })
    const { visitor } = await signedIn('administrator')
    for (const path of ['/admin/integrations', `/admin/integrations/${id}`]) {
      const { text } = await visitor.get(path)
      assert.include(text, 'A webhook was switched off')
      assert.include(text, 'failed 21 times in a row')
    }
    const answer = await visitor.post(`/admin/integrations/${id}/redeliver`, {})
    assert.equal(answer.status, 302)
    assert.include((await visitor.get(`/admin/integrations/${id}`)).text, 'Switch it on first')
  })

  test('are for administrators', async ({ assert }) => {
    const { id } = await makeWebhook({ url: 'https://example.com/' })
    const delivery = await testWebhook(id, SYSTEM)
    const { visitor } = await signedIn('manager')
    for (const path of ['', '/new', `/${id}`, `/deliveries/${delivery}`]) {
      assert.equal((await visitor.get(`/admin/integrations${path}`)).status, 403, path)
    }
    for (const path of ['', `/${id}`, `/${id}/secret`, `/${id}/test`, `/${id}/delete`]) {
      assert.equal((await visitor.post(`/admin/integrations${path}`, {})).status, 403, path)
    }
    const admin = await signedIn('administrator')
    for (const path of ['/99999', '/deliveries/99999']) {
      assert.equal((await admin.visitor.get(`/admin/integrations${path}`)).status, 404, path)
    }
  })
})

test.group('Webhooks by the API', (group) => {
  group.each.setup(() => beginAnew())
  group.each.teardown(() => beginAnew())

  test('made, changed, listed and deleted', async ({ assert }) => {
    const api = await apiAs('administrator')
    const made = await api.post('/api/webhook/', {
      url: 'https://example.com/a',
      event_types: [CHANGE],
    })
    const { pk } = made.json
    const one = await api.get(`/api/webhook/${pk}/`)
    const list = await api.get('/api/webhook/?limit=10&active=true')
    const changed = await api.patch(`/api/webhook/${pk}/`, { active: false })
    const fields = await api.send('OPTIONS', '/api/webhook/')
    const deleted = await api.delete(`/api/webhook/${pk}/`)

    assert.equal(made.status, 201)
    assert.match(made.json.secret, /^whsec_[\w-]{43}$/)
    assert.deepInclude(one.json, { url: 'https://example.com/a', active: true, failures: 0 })
    assert.deepEqual(one.json.event_types, [CHANGE])
    assert.notProperty(one.json, 'secret')
    assert.equal(list.json.count, 1)
    assert.deepInclude(changed.json, { url: 'https://example.com/a', active: false })
    assert.equal(fields.status, 200)
    assert.equal(deleted.status, 204)
    assert.equal((await api.get(`/api/webhook/${pk}/`)).status, 404)
  })

  test('an idempotency key gives the same secret, and no second webhook', async ({ assert }) => {
    const api = await apiAs('administrator')
    const options = { headers: { 'idempotency-key': `webhook ${Date.now()}` } }
    const body = { url: 'https://example.com/twice' }
    const [first, second] = [
      await api.post('/api/webhook/', body, options),
      await api.post('/api/webhook/', body, options),
    ]
    assert.equal(first.text, second.text)
    assert.lengthOf(await db.from('webhooks').where('url', body.url), 1)
  })

  test('what cannot be used is refused by field', async ({ assert }) => {
    const api = await apiAs('administrator')
    for (const [body, field] of [
      [{}, 'url'],
      [{ url: 'nonsense' }, 'url'],
      [{ url: 'http://10.0.0.1/' }, 'url'],
      [{ url: 'https://example.com/', event_types: 'x' }, 'event_types'],
      [{ url: 'https://example.com/', event_types: ['bincard.nothing.v1'] }, 'event_types'],
      [{ url: 'https://example.com/', event_types: [1] }, 'event_types'],
      [{ url: 'https://example.com/', description: 'x'.repeat(251) }, 'description'],
    ] as const) {
      const answer = await api.post('/api/webhook/', body)
      assert.equal(answer.status, 400, JSON.stringify(body))
      assert.property(answer.json, field)
    }
    const { json } = await api.post('/api/webhook/', { url: 'https://example.com/' })
    const rotation = await api.post(`/api/webhook/${json.pk}/secret/`, { overlap_hours: 721 })
    assert.deepEqual([rotation.status, Object.keys(rotation.json)], [400, ['overlap_hours']])
    assert.equal((await api.post('/api/webhook/99999/test/')).status, 404)
    assert.equal((await api.post('/api/webhook/delivery/99999/redeliver/')).status, 404)
  })

  test('tested, its secret renewed, and sent again', async ({ assert, cleanup }) => {
    cleanup(allowPrivate())
    const receiver = await startReceiver(cleanup)
    receiver.answerWith(500, 'no')
    const api = await apiAs('administrator')
    const { json: made } = await api.post('/api/webhook/', { url: receiver.url })
    const { json: renewed } = await api.post(`/api/webhook/${made.pk}/secret/`, {
      overlap_hours: 0,
    })
    const { json: sent, status } = await api.post(`/api/webhook/${made.pk}/test/`)
    await runDeliveries()
    const failed = await api.get(`/api/webhook/delivery/${sent.pk}/`)
    receiver.answerWith(200)
    const again = await api.post(`/api/webhook/delivery/${sent.pk}/redeliver/`)
    await runDeliveries()
    const list = await api.get(`/api/webhook/delivery/?limit=5&webhook=${made.pk}&state=delivered`)
    const all = await api.post(`/api/webhook/${made.pk}/redeliver/`)

    assert.equal(status, 201)
    assert.equal(sent.state, 'waiting')
    assert.deepInclude(failed.json, { state: 'failed', status: 500, response: 'no', attempts: 1 })
    assert.equal(failed.json.payload.type, 'bincard.webhook.test.v1')
    assert.deepEqual([again.status, again.json.state], [200, 'waiting'])
    assert.equal(list.json.count, 1)
    assert.deepInclude(list.json.results[0], { state: 'delivered', status: 200, attempts: 2 })
    assert.notProperty(list.json.results[0], 'payload')
    assert.deepEqual(all.json, { redelivered: 0 })
    const [, last] = receiver.received
    assert.equal(last.headers['bincard-signature'], expectedSignature(renewed.secret, last))
  })
})
