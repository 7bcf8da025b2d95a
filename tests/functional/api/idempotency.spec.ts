import { randomUUID } from 'node:crypto'
import { test } from '@japa/runner'
import db from '@adonisjs/lucid/services/db'
import { apiAs } from '#tests/helpers/api'

const keyed = (key: string) => ({ headers: { 'idempotency-key': key } })

test.group('Idempotency-Key', () => {
  test('gives a repetition the first answer, and writes once', async ({ assert }) => {
    const api = await apiAs()
    const name = `Once ${randomUUID()}`
    const key = randomUUID()
    const first = await api.post('/api/part/', { name }, keyed(key))
    const again = await api.post('/api/part/', { name }, keyed(key))
    assert.equal(first.status, 201)
    assert.equal(again.status, 201)
    assert.equal(again.text, first.text)
    assert.lengthOf(await db.from('parts').where('name', name), 1)
  })

  test('lets one of many twins write, and answers all alike', async ({ assert }) => {
    const api = await apiAs()
    const name = `Twins ${randomUUID()}`
    const key = randomUUID()
    const answers = await Promise.all(
      Array.from({ length: 8 }, () => api.post('/api/part/', { name }, keyed(key)))
    )
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [201])
    assert.lengthOf([...new Set(answers.map(({ text }) => text))], 1)
    assert.lengthOf(await db.from('parts').where('name', name), 1)
  })

  test('with another body is 422', async ({ assert }) => {
    const api = await apiAs()
    const key = randomUUID()
    await api.post('/api/part/', { name: `A ${randomUUID()}` }, keyed(key))
    const other = await api.post('/api/part/', { name: `B ${randomUUID()}` }, keyed(key))
    assert.equal(other.status, 422)
    assert.match(other.json.detail, /another body/)
  })

  test('is each user’s own', async ({ assert }) => {
    const key = randomUUID()
    const [one, other] = [await apiAs(), await apiAs()]
    const first = await one.post('/api/part/', { name: `A ${randomUUID()}` }, keyed(key))
    const second = await other.post('/api/part/', { name: `B ${randomUUID()}` }, keyed(key))
    assert.equal(second.status, 201)
    assert.notEqual(first.json.pk, second.json.pk)
  })

  test('keeps no refusal: it may be tried again', async ({ assert }) => {
    const api = await apiAs()
    const key = randomUUID()
    const name = `Later ${randomUUID()}`
    const refused = await api.post('/api/part/', { name, category: 987_654 }, keyed(key))
    assert.equal(refused.status, 400)
    const done = await api.post('/api/part/', { name }, keyed(key))
    assert.equal(done.status, 201)
  })

  test('works for changes and deletions as well', async ({ assert }) => {
    const api = await apiAs()
    const { json } = await api.post('/api/part/', { name: `Del ${randomUUID()}` })
    const key = randomUUID()
    const first = await api.delete(`/api/parts/${json.pk}/`, keyed(key))
    const again = await api.delete(`/api/parts/${json.pk}/`, keyed(key))
    assert.equal(first.status, 200)
    assert.equal(again.text, first.text)
    assert.equal((await api.delete(`/api/parts/${json.pk}/`)).status, 404)
  })

  test('must be of a sensible length', async ({ assert }) => {
    const api = await apiAs()
    const answer = await api.post('/api/part/', { name: 'x' }, keyed('k'.repeat(256)))
    assert.equal(answer.status, 400)
  })
})
