import { can, type Actor } from '#core/access'
import type { CardDefinition } from '#insights/cards/card'
import { firstStepsCard } from '#insights/cards/first_steps_card'
import { figuresCard } from '#insights/cards/figures_card'
import { locationsCard, categoriesCard, profitByCategoryCard } from '#insights/cards/name_cards'
import { periodsCard, purchasesCard } from '#insights/cards/period_cards'
import { hoursCard } from '#insights/cards/hours_card'
import { expiringCard, lowStockCard, slowMoversCard } from '#insights/cards/stock_cards'
import { salesAnalysisCard } from '#insights/cards/sales_analysis_card'
import { stockByLocationCard } from '#insights/cards/stock_by_location_card'
import { topSellersCard } from '#insights/cards/top_sellers_card'
import { transactionsCard } from '#insights/cards/transactions_card'

/** Every card there is, in the order of a dashboard that nobody has arranged. */
export const CARDS: readonly CardDefinition[] = [
  firstStepsCard,
  figuresCard,
  periodsCard,
  topSellersCard,
  lowStockCard,
  categoriesCard,
  transactionsCard,
  locationsCard,
  stockByLocationCard,
  profitByCategoryCard,
  purchasesCard,
  hoursCard,
  salesAnalysisCard,
  slowMoversCard,
  expiringCard,
]

export function findCard(key: string): CardDefinition | undefined {
  return CARDS.find((card) => card.key === key)
}

export function maySee(actor: Actor, { needs }: CardDefinition): boolean {
  return needs.every(([area, right]) => can(actor, area, right))
}
