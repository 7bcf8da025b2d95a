import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import type { ChosenRange, DayRange } from '#insights/day_range'
import {
  readBest,
  readCategories,
  readDays,
  readFigures,
  type Figures,
  type Ranking,
} from '#insights/queries/get_dashboard'
import { SharedFigures } from '#insights/queries/shared_figures'
import { sumByLocation } from '#insights/queries/sum_by_place'

/** What the cards of one page read; what several of them need is read once. */
export class CardContext {
  readonly client = db.connection()

  constructor(
    readonly actor: Actor,
    readonly range: ChosenRange,
    readonly ranking: Ranking
  ) {}

  figures = once(() => this.#figuresOf(this.range))
  previousFigures = once(() => this.#figuresOf(this.range.previous))
  days = once(async () => readDays(await this.#shared(), this.range))
  best = once(async () => readBest(this.client, await this.#shared(), this.range))
  categories = once(async () => readCategories(this.client, await this.#shared(), this.range))
  locations = once(() => sumByLocation(this.client, this.range))
  #shared = once(() => SharedFigures.now(this.client))

  async #figuresOf(range: DayRange): Promise<Figures> {
    return readFigures(this.client, await this.#shared(), range)
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= read())
}
