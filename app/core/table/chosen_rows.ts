import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'

/** The rows that a form of `@table.selection` means. */
export type ChosenRows =
  | { kind: 'ids'; ids: number[] }
  /** All of a list: the query of its address. */
  | { kind: 'list'; query: string }

const MOST_IDS = 20_000
const LONGEST_QUERY = 4000

/** Reads which rows were chosen: those ticked, on this page and on others, or all that match. */
export function chosenRows({ request }: HttpContext): ChosenRows {
  if (request.input('all') === '1') {
    const query: unknown = request.input('query')
    return { kind: 'list', query: typeof query === 'string' ? query.slice(0, LONGEST_QUERY) : '' }
  }
  const ticked = [request.input('ids') ?? []].flat().map(toId)
  const elsewhere = String(request.input('chosen') ?? '')
    .split(',', MOST_IDS)
    .map(toId)
  const ids = new Set([...elsewhere, ...ticked].filter((id) => id > 0))
  return { kind: 'ids', ids: [...ids] }
}
