import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { fromDatabaseTime, now, toDatabaseTime } from '#core/time'
import { tellConsole } from '#jobs/live'
import type { QueueDriver } from '#jobs/queue_driver'

const BEAT_EVERY_MS = 5_000
/** What it is at is told as soon as that changes. */
const LOOK_EVERY_MS = 1_000
/** Who has not been heard of for so long is gone. */
const GONE_AFTER_MS = 20_000
/** The row of a worker that was killed is kept so long, to say since when there is none. */
const KEPT_MS = 7 * 86_400_000

/** A process that carries out jobs. */
export interface JobWorker {
  id: string
  host: string
  processId: number
  version: string
  role: string
  /** Bytes of resident memory. */
  memory: number
  current: { id: number; name: string }[]
  startedAt: string
  seenAt: string
  isAlive: boolean
}

/** Says every few seconds that this process is there, and at once what it is at. */
export class Heartbeat {
  #id = randomUUID()
  #timer: NodeJS.Timeout | null = null
  #startedAt = now()
  #beatAt = 0
  #told = ''

  constructor(
    private driver: QueueDriver,
    private identity: { version: string; role: string }
  ) {}

  async start(): Promise<void> {
    await this.#beat()
    this.#timer = setInterval(() => void this.#look(), LOOK_EVERY_MS)
  }

  /** Leaves a last sign, so that the console can say at once, and exactly, since when nobody is there. */
  async stop(): Promise<void> {
    if (!this.#timer) return
    clearInterval(this.#timer)
    this.#timer = null
    const gone = now()
    await db
      .from('job_workers')
      .where('id', this.#id)
      .update({ seen_at: gone, stopped_at: gone, current: '[]' })
    tellConsole()
  }

  async #look(): Promise<void> {
    const hasNews = this.#told !== JSON.stringify(this.driver.active)
    if (hasNews || Date.now() - this.#beatAt >= BEAT_EVERY_MS) await this.#beat()
  }

  async #beat(): Promise<void> {
    this.#beatAt = Date.now()
    this.#told = JSON.stringify(this.driver.active)
    const row = {
      host: hostname().slice(0, 255),
      process_id: process.pid,
      ...this.identity,
      memory: process.memoryUsage.rss(),
      current: this.#told,
      started_at: this.#startedAt,
      seen_at: now(),
    }
    try {
      await db
        .knexQuery()
        .table('job_workers')
        .insert({ id: this.#id, ...row })
        .onConflict('id')
        .merge(row)
      const old = toDatabaseTime(new Date(Date.now() - KEPT_MS))
      await db.from('job_workers').where('seen_at', '<', old).delete()
      tellConsole()
    } catch (error) {
      logger.warn({ err: error }, 'the sign of life of this worker could not be written')
    }
  }
}

export interface WorkerList {
  alive: JobWorker[]
  /** When the last worker was heard of, where none is alive; null where there never was one. */
  lastSeenAt: string | null
}

/** The workers that are alive, the oldest first. */
export async function listWorkers(): Promise<WorkerList> {
  const rows = await db.from('job_workers').orderBy('started_at').orderBy('id')
  const workers = rows.map(toWorker)
  return {
    alive: workers.filter(({ isAlive }) => isAlive),
    lastSeenAt:
      workers
        .map(({ seenAt }) => seenAt)
        .sort()
        .at(-1) ?? null,
  }
}

function toWorker(row: Record<string, unknown>): JobWorker {
  const seenAt = String(row.seen_at)
  return {
    id: String(row.id),
    host: String(row.host),
    processId: Number(row.process_id),
    version: String(row.version),
    role: String(row.role),
    memory: Number(row.memory),
    current: JSON.parse(String(row.current ?? '[]')),
    startedAt: String(row.started_at),
    seenAt,
    isAlive:
      row.stopped_at === null && Date.now() - fromDatabaseTime(seenAt).toMillis() < GONE_AFTER_MS,
  }
}
