import type { HttpContext } from '@adonisjs/core/http'

const MOST_RECENT = 5
const LONGEST_LIST = 12

/** What a picker that nothing is typed in was asked for last in its browser. */
export function recentIds({ request }: HttpContext): number[] {
  const { q, recent } = request.qs()
  if (q) return []
  // The parser of queries splits at commas by itself, unless they are encoded.
  const asked = [recent ?? ''].flat().join(',').split(',')
  const ids = asked.filter((id) => /^\d{1,9}$/.test(id))
  return ids.map(Number).slice(0, MOST_RECENT)
}

/** What was chosen lately first, in that order, then the others. */
export function recentFirst<Choice extends { id: number }>(
  recent: readonly number[],
  known: readonly Choice[],
  others: readonly Choice[]
): (Choice & { isRecent?: boolean })[] {
  const first = recent.flatMap((id) => known.find((one) => one.id === id) ?? [])
  const rest = others.filter(({ id }) => !first.some((one) => one.id === id))
  return [...first.map((one) => ({ ...one, isRecent: true })), ...rest].slice(0, LONGEST_LIST)
}
