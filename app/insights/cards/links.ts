import type { DayRange } from '#insights/day_range'

type Narrowing = Partial<Record<'type' | 'category' | 'location' | 'item', string | number>>

/** The transactions behind a figure: of these days, narrowed to a type, an item or a place. */
export function transactionsLink({ from, to }: DayRange, narrowing: Narrowing = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(narrowing)) query.set(name, String(value))
  query.set('from', from)
  query.set('to', to)
  return `/transactions?${query}`
}
