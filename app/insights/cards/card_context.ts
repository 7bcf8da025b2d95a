import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import type { ChosenRange, DayRange } from '#insights/day_range'
import { readDays, readFigures, type Figures, type Ranking } from '#insights/queries/get_dashboard'
import { sumByCategory } from '#insights/queries/sum_by_category'
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
  parts = once(async () => {
    const shared = await this.#shared()
    return shared.parts(this.range)
  })
  categories = once(async () => sumByCategory(this.client, await this.parts()))
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
