import type { HttpContext } from '@adonisjs/core/http'
import { recentFirst, recentIds } from '#core/http/lookups'
import {
  knownCategories,
  knownSuppliers,
  lookupCategories,
  lookupItems,
  lookupSuppliers,
} from '#catalog/queries/lookups'

const LONGEST_QUERY = 200

/** What pickers ask while one types. */
export default class LookupsController {
  items(ctx: HttpContext) {
    return lookupItems(textOf(ctx))
  }

  async categories(ctx: HttpContext) {
    const recent = recentIds(ctx)
    const found = await lookupCategories(textOf(ctx))
    return recentFirst(recent, await knownCategories(recent), found)
  }

  async suppliers(ctx: HttpContext) {
    const recent = recentIds(ctx)
    const found = await lookupSuppliers(textOf(ctx))
    return recentFirst(recent, await knownSuppliers(recent), found)
  }
}

function textOf({ request }: HttpContext): string {
  const { q } = request.qs()
  return typeof q === 'string' ? q.trim().slice(0, LONGEST_QUERY) : ''
}
