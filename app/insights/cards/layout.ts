import type { Actor } from '#core/access'
import type { CardPlace, CardSize } from '#insights/cards/card'
import { CARDS, findCard, maySee } from '#insights/cards/registry'

/** The dashboard of somebody who has arranged nothing. */
export function standardLayout(): CardPlace[] {
  return CARDS.map(({ key, size, isShown }) => ({ key, size, isShown }))
}

/** What was kept, without cards that are no more, and with those that came since. */
export function completeLayout(kept: readonly CardPlace[]): CardPlace[] {
  const known = kept.filter(({ key }) => findCard(key))
  const missing = standardLayout().filter(({ key }) => known.every((place) => place.key !== key))
  return [...known, ...missing]
}

/** The places of the cards that the user may see. */
export function visibleLayout(layout: readonly CardPlace[], actor: Actor): CardPlace[] {
  return layout.filter(({ key }) => {
    const card = findCard(key)
    return card !== undefined && maySee(actor, card)
  })
}

/** What can be done with a card; a word that the buttons of its menu send. */
export const MOVES = ['up', 'down', 'half', 'full', 'hide', 'show'] as const
export type Move = (typeof MOVES)[number]

/** The layout after one move of a card; the same when there is nothing to move. */
export function moveCard(layout: readonly CardPlace[], key: string, move: Move): CardPlace[] {
  if (move === 'up' || move === 'down') return shift(layout, key, move === 'up' ? -1 : 1)
  return layout.map((place) => (place.key === key ? changed(place, move) : place))
}

function changed(place: CardPlace, move: Exclude<Move, 'up' | 'down'>): CardPlace {
  if (move === 'hide' || move === 'show') return { ...place, isShown: move === 'show' }
  const size: CardSize = findCard(place.key)?.isAlwaysFull ? 'full' : move
  return { ...place, size }
}

/** Past the next card that is shown: hidden ones between them have no place that one could see. */
function shift(layout: readonly CardPlace[], key: string, step: -1 | 1): CardPlace[] {
  const from = layout.findIndex((place) => place.key === key)
  let to = from + step
  while (layout[to] && !layout[to].isShown) to += step
  if (from === -1 || !layout[to]) return [...layout]
  const rest = layout.toSpliced(from, 1)
  return rest.toSpliced(to, 0, layout[from])
}

/** The layout with the shown cards in the order of `keys`; those not named stay behind them. */
export function orderCards(layout: readonly CardPlace[], keys: readonly string[]): CardPlace[] {
  const placeOf = (key: string) => {
    const index = keys.indexOf(key)
    return index === -1 ? keys.length : index
  }
  return layout.toSorted((a, b) => placeOf(a.key) - placeOf(b.key))
}
