import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import type { ChosenRange } from '#insights/day_range'
import { readDays, readFigures, type Ranking } from '#insights/queries/get_dashboard'
import { sumByCategory } from '#insights/queries/sum_by_category'
import { sumByPart } from '#insights/queries/sum_by_part'
import { sumByLocation } from '#insights/queries/sum_by_place'

/** What the cards of one page read; what several of them need is read once. */
export class CardContext {
  readonly client = db.connection()

  constructor(
    readonly actor: Actor,
    readonly range: ChosenRange,
    readonly ranking: Ranking
  ) {}

  figures = once(() => readFigures(this.client, this.range))
  previousFigures = once(() => readFigures(this.client, this.range.previous))
  days = once(() => readDays(this.client, this.range))
  parts = once(() => sumByPart(this.client, this.range))
  categories = once(async () => sumByCategory(this.client, await this.parts()))
  locations = once(() => sumByLocation(this.client, this.range))
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let result: Promise<T> | undefined
  return () => (result ??= read())
}
