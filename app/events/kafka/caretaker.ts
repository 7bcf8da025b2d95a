import db from '@adonisjs/lucid/services/db'
import logger from '@adonisjs/core/services/logger'
import { now } from '#core/time'
import type { KafkaSettings } from '#start/env'
import { cleanPublished, forgetApplied } from '#events/actions/clean_outbox'
import { publishLostAgain } from '#events/actions/publish_lost_again'
import type { Publisher } from '#events/kafka/publisher'
import { allProjections } from '#events/projection'

const ENDS_EVERY_MS = 2_000
const CLEAN_EVERY_MS = 1_000
const FORGET_EVERY_MS = 600_000
const SEARCH_EVERY_MS = 60_000
const HOUR_MS = 3_600_000
/** An id is known for longer than the topic keeps its event, whole segments that it is. */
const KEPT_LONGER_MS = 48 * HOUR_MS

type Task = 'ends' | 'clean' | 'forget' | 'search'

/** What the relay does beside publishing, in between. */
export class Caretaker {
  #due: Record<Task, number> = {
    ends: 0,
    clean: 0,
    forget: Date.now() + FORGET_EVERY_MS,
    search: 0,
  }

  constructor(private settings: KafkaSettings) {}

  async look(publisher: Publisher, isBusy: boolean): Promise<void> {
    if (this.#isDue('ends', ENDS_EVERY_MS)) await this.#writeEnds(publisher)
    if (this.#isDue('clean', CLEAN_EVERY_MS)) await this.#clean()
    if (isBusy) return
    if (this.#isDue('forget', FORGET_EVERY_MS)) await this.#forget()
    if (this.#isDue('search', SEARCH_EVERY_MS)) await this.#publishLost()
  }

  #isDue(task: Task, everyMs: number): boolean {
    if (Date.now() < this.#due[task]) return false
    this.#due[task] = Date.now() + everyMs
    return true
  }

  /** So that whoever wants to know how far a reader is behind need not ask a broker. */
  async #writeEnds(publisher: Publisher): Promise<void> {
    for (const { partition, end } of await publisher.readEnds()) {
      const row = { log_end: String(end), updated_at: now() }
      await db
        .connection()
        .knexQuery()
        .table('event_log_ends')
        .insert({ partition_id: partition, ...row })
        .onConflict('partition_id')
        .merge(row)
    }
  }

  async #clean(): Promise<void> {
    const names = allProjections().map((projection) => projection.name)
    const end = Date.now() + CLEAN_EVERY_MS / 4
    while ((await cleanPublished(names)) > 0 && Date.now() < end);
  }

  async #forget(): Promise<void> {
    const age = this.settings.retentionHours * HOUR_MS + KEPT_LONGER_MS
    while ((await forgetApplied(new Date(Date.now() - age))) > 0);
  }

  async #publishLost(): Promise<void> {
    const count = await publishLostAgain(allProjections().map((projection) => projection.name))
    if (count > 0)
      logger.warn({ count }, 'events were lost by the brokers: they are published again')
  }
}
