import type { HttpContext } from '@adonisjs/core/http'
import { recentFirst, recentIds } from '#core/http/lookups'
import { toItemJson } from '#stock/controllers/item_json'
import { knownItems, lookUpItems } from '#stock/queries/look_up_items'
import { knownLocations, lookUpLocations } from '#stock/queries/list_locations'

const LONGEST_TEXT = 100

/** What the type-ahead fields of the stock pages ask. */
export default class LookupsController {
  async items(ctx: HttpContext) {
    const recent = recentIds(ctx)
    const found = await lookUpItems(textOf(ctx.request.qs().q))
    const known = await knownItems(recent)
    return recentFirst(recent, known.map(toItemJson), found.map(toItemJson))
  }

  async locations(ctx: HttpContext) {
    const { q, stocked } = ctx.request.qs()
    const options = { onlyStocked: stocked === '1' }
    const recent = recentIds(ctx)
    const found = await lookUpLocations(textOf(q), options)
    const known = await knownLocations(recent, options)
    const places = recentFirst(recent, known, found)
    return places.map(({ id, text, isRecent }) => ({ id, text, hint: '', isRecent }))
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : ''
}
