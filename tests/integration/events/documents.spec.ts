import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { test } from '@japa/runner'
import { Kafka, logLevel } from 'kafkajs'
import { transact } from '#core/unit_of_work'
import { drainProjections } from '#events/embedded_event_log'
import { toMessage } from '#events/kafka/messages'
import { recordEvent } from '#events/outbox'
import { testWebhook } from '#events/actions/redeliver_webhook'
import { findDelivery } from '#events/queries/read_webhooks'
import { EVENT_TYPES, WEBHOOK_TEST } from '#events/webhooks/event_types'
import { SYSTEM } from '#accounts/audit'
import { receiveStock } from '#stock/actions/receive_stock'
import { recordPartChanged } from '#catalog/actions/part_changed'
import { readSchema, schemaFaults } from '#tests/helpers/json_schema'
import { makeLocation, makePart } from '#tests/helpers/stock'
import { allowPrivate, beginAnew, makeWebhook, runDeliveries } from '#tests/helpers/webhooks'

const DOCUMENT = readFileSync(app.makePath('docs/asyncapi.yaml'), 'utf8')
const PATIENCE_MS = 60_000

/** The JSON pointers of all keys of the document; it is written with two blanks a level. */
function pointersIn(yaml: string): Set<string> {
  const pointers = new Set<string>()
  const path: string[] = []
  for (const line of yaml.split('\n')) {
    const [, blanks, key] = /^( *)([\w-]+):/.exec(line) ?? []
    if (!key) continue
    path.splice(blanks.length / 2, path.length, key)
    pointers.add(`#/${path.join('/')}`)
  }
  return pointers
}

function referencesIn(yaml: string): string[] {
  return [...yaml.matchAll(/\$ref: '([^']+)'/g)].map(([, reference]) => reference)
}

/** A program whose lines can be waited for. */
class Program {
  lines: string[] = []
  #child: ChildProcess
  #listeners = new Set<() => void>()

  constructor(
    command: string,
    args: string[],
    { env, cwd }: { env: Record<string, string>; cwd?: string }
  ) {
    this.#child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    if (!this.#child.stdout) throw new Error('It has no output')
    createInterface(this.#child.stdout).on('line', (line) => {
      this.lines.push(line)
      for (const listener of this.#listeners) listener()
    })
  }

  line(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`No ${pattern} in ${this.lines.join('\n')}`)),
        PATIENCE_MS
      )
      const look = () => {
        const found = this.lines.find((line) => pattern.test(line))
        if (found === undefined) return
        clearTimeout(timer)
        this.#listeners.delete(look)
        resolve(found)
      }
      this.#listeners.add(look)
      look()
    })
  }

  stop(): void {
    this.#child.kill('SIGKILL')
  }
}

test.group('The AsyncAPI document', () => {
  test('describes each type of event by its schema', ({ assert }) => {
    const schemas = readdirSync(app.makePath('app/events/schemas')).filter((name) =>
      name.startsWith('bincard.')
    )
    assert.sameMembers(
      schemas,
      [...Object.keys(EVENT_TYPES), WEBHOOK_TEST].map((type) => `${type}.json`)
    )
    const references = referencesIn(DOCUMENT)
    for (const name of schemas) assert.include(references, `../app/events/schemas/${name}`)
    for (const name of schemas) assert.include(DOCUMENT, `name: ${name.replace('.json', '')}\n`)
  })

  test('refers to nothing that is not there', ({ assert }) => {
    const pointers = pointersIn(DOCUMENT)
    const within = referencesIn(DOCUMENT).filter((reference) => reference.startsWith('#'))
    assert.isAbove(within.length, 20)
    assert.deepEqual(
      within.filter((reference) => !pointers.has(reference)),
      []
    )
    assert.match(DOCUMENT, /^asyncapi: 3\./m)
  })

  test('holds for every event that is recorded, and for the test of a webhook', async ({
    assert,
    cleanup,
  }) => {
    await beginAnew()
    cleanup(() => beginAnew())
    const [partId, locationId] = [await makePart(), await makeLocation()]
    await receiveStock({ partId, locationId, quantity: 100_000n, actorId: null })
    await transact((unit) => recordPartChanged(unit, partId))
    const { id } = await makeWebhook({ url: 'https://example.com/' })
    const rows = await db.from('outbox_events').select('payload')
    const delivery = await findDelivery(await testWebhook(id, SYSTEM))

    const events = [...rows, delivery].map((row) => JSON.parse(row?.payload))
    for (const event of events) {
      assert.deepEqual(schemaFaults(readSchema(`${event.type}.json`), event), [])
    }
    const types = new Set(events.map(({ type }) => type))
    assert.includeMembers([...types], ['bincard.part.changed.v1', WEBHOOK_TEST])
  })
})

test.group('The example in Python', (group) => {
  group.each.timeout(90_000)
  group.each.setup(async () => {
    await beginAnew()
    return allowPrivate()
  })
  group.each.teardown(() => beginAnew())

  test('takes what is signed and refuses the rest', async ({ assert, cleanup }) => {
    const { id, secret } = await makeWebhook({ url: 'http://127.0.0.1:1/' })
    const receiver = new Program(
      'python3',
      [app.makePath('docs/examples/webhook_receiver.py'), '0'],
      { env: { WEBHOOK_SECRET: secret } }
    )
    cleanup(() => receiver.stop())
    const [port] = /\d+/.exec(await receiver.line(/^Listening on port/)) ?? []
    const url = `http://127.0.0.1:${port}/`
    await db.from('webhooks').where('id', id).update({ url })

    const [partId, locationId] = [await makePart(), await makeLocation()]
    await receiveStock({ partId, locationId, quantity: 100_000n, actorId: null })
    const deliveryId = await testWebhook(id, SYSTEM)
    await drainProjections()
    await runDeliveries()

    assert.match(await receiver.line(/^receive/), new RegExp(`^receive of item ${partId} on `))
    assert.include(await receiver.line(/webhook/), `about ${id}`)
    assert.equal((await findDelivery(deliveryId))?.state, 'delivered')
    const now = String(Math.floor(Date.now() / 1000))
    for (const headers of [
      {},
      { 'bincard-timestamp': now, 'bincard-signature': 'v1=00' },
      { 'bincard-timestamp': '1', 'bincard-signature': 'v1=00' },
    ]) {
      const answer = await fetch(url, { method: 'POST', body: '{}', headers })
      assert.equal(answer.status, 401)
    }
  })
})

interface Example {
  command: string
  args: string[]
  env: Record<string, string>
  /** What it says when the second event has come. */
  last: string
}

const EXAMPLES: Record<string, Example> = {
  TypeScript: {
    command: process.execPath,
    args: [app.makePath('docs/examples/consumer.ts')],
    env: {},
    last: 'receive of item 7: now 25',
  },
}
if (process.env.KAFKA_PYTHON_PACKAGES) {
  EXAMPLES.Python = {
    command: 'python3',
    args: [app.makePath('docs/examples/consumer.py')],
    env: { PYTHONPATH: process.env.KAFKA_PYTHON_PACKAGES },
    last: 'receive of item 7: now 25.0',
  }
}

/** A topic with an event that comes twice, and another one. */
async function topicWithTwins(prefix: string): Promise<void> {
  const brokers = process.env.KAFKA_BROKERS ?? ''
  const kafka = new Kafka({ brokers: brokers.split(','), logLevel: logLevel.NOTHING })
  const [admin, producer] = [kafka.admin(), kafka.producer()]
  await Promise.all([admin.connect(), producer.connect()])
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic: `${prefix}.events` }] })
  const data = { posting: { part: 7, kind: 'receive', movements: [{ quantity: '12.5' }] } }
  const facts = { type: 'bincard.stock.moved.v1', subject: '7', data }
  const eventId = await transact((unit) => recordEvent(unit, facts))
  const row = await db.from('outbox_events').where('event_id', eventId).firstOrFail()
  await db.from('outbox_events').where('event_id', eventId).delete()
  const last = { ...JSON.parse(row.payload), id: randomUUID() }
  const messages = [row, row, { ...row, payload: JSON.stringify(last) }].map(toMessage)
  await producer.send({ topic: `${prefix}.events`, messages })
  await Promise.all([admin.disconnect(), producer.disconnect()])
}

if (process.env.KAFKA_BROKERS) {
  for (const [language, { command, args, env, last }] of Object.entries(EXAMPLES)) {
    test.group(`The example in ${language} that follows the topic`, (group) => {
      group.each.timeout(120_000)

      test('counts what comes twice once', async ({ assert, cleanup }) => {
        const prefix = `example-${randomUUID()}`
        await topicWithTwins(prefix)
        const cwd = mkdtempSync(join(tmpdir(), 'bincard-example-'))
        cleanup(() => rmSync(cwd, { recursive: true, force: true }))

        const settings = { ...env, KAFKA_PREFIX: prefix, GROUP: prefix }
        const example = new Program(command, args, { env: settings, cwd })
        cleanup(() => example.stop())
        await example.line(/now 25(\.0)?$/)
        assert.deepEqual(example.lines, ['receive of item 7: now 12.5', last])
      })
    })
  }
}
