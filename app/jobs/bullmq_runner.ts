import { Queue, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import logger from '@adonisjs/core/services/logger'
import { fromDatabaseTime, now, toDatabaseTime } from '#core/time'
import { connectToValkey } from '#core/valkey'
import { claimRun } from '#jobs/actions/change_run'
import { listClaimable, readRun, type JobRun } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'
import type { QueueDriver } from '#jobs/queue_driver'
import { RunExecutor } from '#jobs/run_executor'
import { onAnnounced, type AnnouncedRun } from '#jobs/wake'

const RUNS_AT_ONCE = 4
const SWEEP_EVERY_MS = 10_000
const SWEPT_AT_ONCE = 500
/** A run that has no room, because enough of its job are under way, comes again so much later. */
const NO_ROOM_PAUSE_MS = 500

interface Ticket {
  runId: number
}

/**
 * The queue driver on Valkey. A BullMQ job is only a ticket, "run 17 is due": `job_runs` is the truth,
 * and whoever draws the ticket claims the row first. A lost ticket is written again by the sweep, one
 * too many finds nothing to claim, so neither a lost Valkey nor a killed worker loses or doubles a run.
 */
export class BullmqRunner implements QueueDriver {
  #executor = new RunExecutor()
  #connections: Redis[] = []
  #queue: Queue<Ticket> | null = null
  #worker: Worker<Ticket> | null = null
  #timer: NodeJS.Timeout | null = null
  #offWake: (() => void) | null = null

  constructor(private queueName = 'bincard') {}

  get active(): { id: number; name: string }[] {
    return this.#executor.active
  }

  /** Writes tickets for the runs that this process makes; what a web process does. */
  publish(): void {
    if (this.#queue) return
    const connection = this.#connect('queue', false)
    this.#queue = new Queue<Ticket>(this.queueName, { connection, skipVersionCheck: true })
    this.#queue.on('error', () => {})
    this.#offWake = onAnnounced((run) => void this.#write(run))
  }

  /** Publishes, and carries out what is due; what a worker does. */
  async start(): Promise<void> {
    if (this.#worker) return
    this.#executor.resume()
    this.publish()
    this.#worker = new Worker<Ticket>(this.queueName, ({ data }) => this.#draw(data.runId), {
      connection: this.#connect('worker', true),
      concurrency: RUNS_AT_ONCE,
      skipVersionCheck: true,
    })
    this.#worker.on('error', () => {})
    this.#timer = setInterval(() => void this.sweep(), SWEEP_EVERY_MS)
    await this.sweep()
  }

  /** Draws no new ticket, tells the runs under way to end, and waits for them for some seconds. */
  async stop(): Promise<void> {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#offWake?.()
    await this.#executor.stop()
    // Not `close()`: with the server gone it would wait for it.
    await Promise.race([this.#worker?.close(true), this.#executor.idle()])
    await this.#queue?.close().catch(() => {})
    for (const connection of this.#connections.splice(0)) connection.disconnect()
    this.#worker = null
    this.#queue = null
  }

  /** Writes tickets for what is due and may have none: after a lost Valkey, or a killed worker. */
  async sweep(): Promise<void> {
    try {
      for (const run of await listClaimable(now(), { limit: SWEPT_AT_ONCE })) {
        if (!this.#executor.has(run.id)) await this.#write(announced(run, run.run_at))
      }
    } catch (error) {
      logger.error({ err: error }, 'the job queue could not be swept')
    }
  }

  #connect(name: string, waits: boolean): Redis {
    const connection = connectToValkey({ name, waits })
    this.#connections.push(connection)
    return connection
  }

  async #write({ id, runAt, priority }: AnnouncedRun): Promise<void> {
    const delay = Math.max(0, fromDatabaseTime(runAt).toMillis() - Date.now())
    const options = {
      // One ticket a turn: a second one for the same time is no new job for BullMQ.
      jobId: `run-${id}-${runAt.replaceAll(/\D/g, '')}`,
      delay,
      priority,
      removeOnComplete: true,
      removeOnFail: true,
    }
    try {
      await this.#queue?.add('run', { runId: id }, options)
    } catch (error) {
      logger.warn({ err: error, run: id }, 'a job waits in the database, because Valkey is away')
    }
  }

  async #draw(runId: number): Promise<void> {
    const run = await readRun(runId)
    const job = run && findJob(run.name)
    if (!job || this.#executor.isStopping || !isOpen(run)) return
    const turn = dueAt(run)
    if (turn > now()) return this.#write(announced(run, turn))
    const claimed = await claimRun(run, job)
    // Somebody else has it, or its job has no room now.
    if (typeof claimed === 'string') return this.#comeAgain(runId, NO_ROOM_PAUSE_MS)
    await this.#executor.execute({ run, claimed, job })
    await this.#comeAgain(runId)
  }

  /** A run that is not over has another turn. */
  async #comeAgain(runId: number, pauseMs = 0): Promise<void> {
    const run = await readRun(runId)
    if (!run || !isOpen(run)) return
    const earliest = toDatabaseTime(new Date(Date.now() + pauseMs))
    const due = dueAt(run)
    await this.#write(announced(run, due > earliest ? due : earliest))
  }
}

function announced({ id, priority }: JobRun, runAt: string): AnnouncedRun {
  return { id, runAt, priority }
}

/** When a run can be claimed: a running one, when its lease has ended. */
function dueAt(run: JobRun): string {
  return run.state === 'running' ? (run.locked_until ?? run.run_at) : run.run_at
}

function isOpen({ state }: JobRun): boolean {
  return state === 'waiting' || state === 'failed' || state === 'running'
}
