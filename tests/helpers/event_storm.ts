import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { countPendingEvents } from '#events/queries/list_pending_events'
import { countUnpublished } from '#events/queries/list_unpublished'
import { STOCK_FIGURES } from '#insights/projections/figures'
import { issueStock } from '#stock/actions/issue_stock'
import { postInBulk, type BulkEntry } from '#stock/actions/post_in_bulk'
import { receiveStock } from '#stock/actions/receive_stock'
import { kafkaClient } from '#events/kafka/kafka_client'
import { kafkaSettings, ownBroker } from '#tests/helpers/kafka'
import { OwnServer } from '#tests/helpers/own_server'
import { eventually } from '#tests/helpers/patience'
import { makeLocation, makePart } from '#tests/helpers/stock'

const UNIT = 100_000n
const PARTS = 12
const WORKERS = 2
const AT_ONCE = 8
/** Every so many postings go one by one, the others in bulks. */
const SINGLE_SHARE = 10
const BULK = 50

export interface StormPlan {
  postings: number
  kills: number
  /** After these kills the broker goes down too. */
  brokerRestarts: number[]
}

/** Postings while the processes that carry their events, and the broker, are killed again and again. */
export class EventStorm {
  #folder = mkdtempSync(join(tmpdir(), 'bincard-storm-'))
  #broker: Awaited<ReturnType<typeof ownBroker>> | undefined
  #prefix = `storm-${randomUUID()}`
  #workers: OwnServer[] = []
  #comingBack: Promise<void>[] = []
  #isOver = false
  #parts: number[] = []
  #locations: number[] = []
  posted = 0
  kills = 0
  broker = 0

  async begin(): Promise<void> {
    this.#broker = await ownBroker(this.#folder)
    const settings = {
      ...this.#broker.guarded,
      ROLE: 'worker',
      EVENT_LOG: 'kafka',
      KAFKA_PREFIX: this.#prefix,
      KAFKA_SESSION_TIMEOUT_MS: '3000',
      CACHE_STORE: process.env.VALKEY_HOST ? 'valkey' : 'memory',
    }
    this.#workers = await Promise.all(
      Array.from({ length: WORKERS }, () => OwnServer.start(settings))
    )
    for (let index = 0; index < PARTS; index++) this.#parts.push(await makePart())
    this.#locations = [await makeLocation(), await makeLocation()]
    for (const partId of this.#parts) {
      for (const locationId of this.#locations) {
        await receiveStock({ partId, locationId, quantity: 1_000_000n * UNIT, actorId: null })
      }
    }
  }

  /** One round a kill: its share of the postings goes on meanwhile. */
  async rage({ postings, kills, brokerRestarts }: StormPlan): Promise<void> {
    const share = Math.ceil(postings / kills)
    for (let round = 1; round <= kills && !this.#isOver; round++) {
      const falls = brokerRestarts.includes(round) ? this.#restartBroker(round) : null
      await Promise.all([this.#post(share), this.#killOne(round), falls])
    }
    await Promise.all(this.#comingBack)
  }

  /** Messages that the topic holds, and those of them that were published more than once. */
  async published(): Promise<{ messages: number; marked: number }> {
    const topic = `${this.#prefix}.events`
    const relay = await db.from('event_relays').where('name', topic).firstOrFail()
    const admin = kafkaClient(kafkaSettings(this.#broker?.guarded), 'test').admin()
    await admin.connect()
    const ends = await admin.fetchTopicOffsets(topic)
    await admin.disconnect()
    const messages = ends.reduce((sum, { high }) => sum + Number(high), 0)
    return { messages, marked: Number(relay.published) }
  }

  /** Until every event of the ledger has reached the read models. */
  async calm(patienceMs = 60_000): Promise<void> {
    await eventually(
      async () => ({
        pending: (await countPendingEvents(db.connection(), STOCK_FIGURES)).count,
        unpublished: (await countUnpublished(db.connection())).count,
      }),
      ({ pending, unpublished }) => Number(pending) === 0 && unpublished === 0,
      patienceMs
    )
  }

  async end(): Promise<void> {
    // A test that ran out of time has left it raging.
    this.#isOver = true
    await Promise.allSettled(this.#comingBack)
    await Promise.all(this.#workers.map((worker) => worker.end()))
    await this.#broker?.stop()
    rmSync(this.#folder, { recursive: true, force: true })
  }

  async #killOne(round: number): Promise<void> {
    const index = round % WORKERS
    // It has the time of the other ones' rounds to come back.
    await this.#comingBack[index]
    await sleep(Math.random() * 800)
    await this.#workers[index].goAway()
    this.kills++
    this.#comingBack[index] = this.#workers[index].comeBack()
  }

  /** In turns: told to stop, and killed. */
  async #restartBroker(round: number): Promise<void> {
    await sleep(Math.random() * 500)
    if (round % 2) await this.#broker?.stop()
    else await this.#broker?.kill()
    await this.#broker?.start()
    this.broker++
  }

  async #post(count: number): Promise<void> {
    const singles = Math.ceil(count / SINGLE_SHARE)
    let left = singles
    const one = async () => {
      while (left-- > 0 && !this.#isOver) {
        const posting = { partId: this.#pick(this.#parts), locationId: this.#pick(this.#locations) }
        const quantity = BigInt(1 + Math.trunc(Math.random() * 5)) * UNIT
        await issueStock({ ...posting, quantity, actorId: null })
        this.posted++
      }
    }
    const bulks = async () => {
      for (let done = singles; done < count && !this.#isOver; done += BULK) {
        await this.#postBulk(Math.min(BULK, count - done))
      }
    }
    await Promise.all([bulks(), ...Array.from({ length: AT_ONCE }, one)])
  }

  async #postBulk(size: number): Promise<void> {
    const id = randomUUID().slice(0, 30)
    const entries = Array.from({ length: size }, (_, line): BulkEntry => {
      const isSale = line % 3 > 0
      return {
        kind: isSale ? 'sale' : 'receive',
        partId: this.#pick(this.#parts),
        locationId: this.#pick(this.#locations),
        quantity: BigInt(1 + (line % 7)) * UNIT,
        ...(isSale ? { unitPrice: 601_230_000n } : { unitCost: 480_070_000n }),
        occurredAt: now(),
        source: { type: 'test', id, line: String(line) },
      }
    })
    const { posted } = await transact((unit) => postInBulk(unit, entries, { actorId: null }))
    this.posted += posted
  }

  #pick<T>(list: T[]): T {
    return list[Math.trunc(Math.random() * list.length)]
  }
}
