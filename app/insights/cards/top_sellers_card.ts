import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import type { CardDefinition } from '#insights/cards/card'
import { percent } from '#insights/cards/change_text'
import { transactionsLink } from '#insights/cards/links'
import { RANKINGS, type Ranking } from '#insights/queries/get_dashboard'

const { cents, quantity } = viewHelpers

const LABELS: Record<Ranking, string> = {
  revenue: translatable('By revenue'),
  quantity: translatable('By quantity'),
  profit: translatable('By profit'),
}

export const topSellersCard: CardDefinition = {
  key: 'top_sellers',
  title: translatable('Top sellers'),
  description: translatable('The ten items that sold best, by revenue, quantity or profit.'),
  icon: 'trophy',
  needs: [['stock', 'view']],
  size: 'half',
  isShown: true,
  async load({ range, ranking, best }) {
    const { [ranking]: items } = await best()
    return {
      ranking,
      rankings: RANKINGS.map((key) => ({ key, label: t(LABELS[key]) })),
      rows: items.map((item) => ({
        id: item.partId,
        name: item.name,
        quantity: quantity(item.quantity),
        sales: cents(item.revenue),
        profit: cents(item.profit),
        margin: percent(item.profit, item.revenue),
        salesLink: transactionsLink(range, { type: 'sale', item: item.partId }),
      })),
    }
  },
}
