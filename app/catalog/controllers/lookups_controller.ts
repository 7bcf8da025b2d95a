import type { HttpContext } from '@adonisjs/core/http'
import { lookupCategories, lookupItems, lookupSuppliers } from '#catalog/queries/lookups'

const LONGEST_QUERY = 200

/** What pickers ask while one types. */
export default class LookupsController {
  items(ctx: HttpContext) {
    return lookupItems(textOf(ctx))
  }

  categories(ctx: HttpContext) {
    return lookupCategories(textOf(ctx))
  }

  suppliers(ctx: HttpContext) {
    return lookupSuppliers(textOf(ctx))
  }
}

function textOf({ request }: HttpContext): string {
  const { q } = request.qs()
  return typeof q === 'string' ? q.trim().slice(0, LONGEST_QUERY) : ''
}
