import type { HttpContext } from '@adonisjs/core/http'
import { toItemJson } from '#stock/controllers/item_json'
import { lookUpItems } from '#stock/queries/look_up_items'
import { lookUpLocations } from '#stock/queries/list_locations'

const LONGEST_TEXT = 100

/** What the type-ahead fields of the stock pages ask. */
export default class LookupsController {
  async items({ request }: HttpContext) {
    const items = await lookUpItems(textOf(request.qs().q))
    return items.map(toItemJson)
  }

  async locations({ request }: HttpContext) {
    const { q, stocked } = request.qs()
    const places = await lookUpLocations(textOf(q), { onlyStocked: stocked === '1' })
    return places.map(({ id, text }) => ({ id, text, hint: '' }))
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value.slice(0, LONGEST_TEXT) : ''
}
