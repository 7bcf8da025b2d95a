import type { HttpContext } from '@adonisjs/core/http'
import { findAnything } from '#insights/queries/find_anything'

const LONGEST_TEXT = 100

/** What the finder (Ctrl-K) asks while one types: `?q=`. */
export default class FindController {
  async show({ request, response, actor }: HttpContext) {
    const { q } = request.qs()
    const text = typeof q === 'string' ? q.trim().slice(0, LONGEST_TEXT) : ''
    response.header('cache-control', 'no-store')
    return { groups: await findAnything(text, actor) }
  }
}
