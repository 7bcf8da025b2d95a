import type { Area, Right } from '#core/access'
import type { CardContext } from '#insights/cards/card_context'

export type CardSize = 'half' | 'full'

/** A card of the dashboard: what it is called, who may see it, and what it shows. */
export interface CardDefinition {
  /** Also the name of its template: pages/insights/cards/KEY. */
  key: string
  title: string
  description: string
  icon: string
  /** All of these rights are needed. */
  needs: readonly [Area, Right][]
  /** As long as the user arranges nothing. */
  size: CardSize
  isShown: boolean
  /** A card of figures in columns needs the whole width. */
  isAlwaysFull?: boolean
  hasChart?: boolean
  /** A card that has done its work is offered no more. */
  isOver?(): Promise<boolean>
  load(context: CardContext, size: CardSize): Promise<object>
}

/** Where a user has a card, in the order of their dashboard. */
export interface CardPlace {
  key: string
  size: CardSize
  isShown: boolean
}
