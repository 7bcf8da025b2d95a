import { translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'
import { readAnalysis } from '#insights/analysis/read_analysis'
import type { CardDefinition } from '#insights/cards/card'
import { percent } from '#insights/cards/change_text'
import { drawItems, itemLink } from '#insights/charts/analysis_chart'
import { DEFAULT_ORDERING, listAnalysis } from '#insights/queries/list_analysis'
import { faultView, originTexts } from '#insights/transformers/analysis_view'

const { cents } = viewHelpers
const SHOWN_ITEMS = 8

export const salesAnalysisCard: CardDefinition = {
  key: 'sales_analysis',
  title: translatable('Sales analysis'),
  description: translatable('The items that sold best of all time, as the analysis has them.'),
  icon: 'chart-bar',
  needs: [['stock', 'view']],
  size: 'full',
  isShown: true,
  hasChart: true,
  async load(_context, size) {
    const analysis = await readAnalysis()
    const list = { search: '', ordering: DEFAULT_ORDERING }
    const rows = await listAnalysis(analysis, list, { offset: 0, limit: SHOWN_ITEMS })
    return {
      isOnHadoop: analysis.isOnHadoop,
      origin: originTexts(analysis),
      fault: faultView(analysis),
      chart: rows.length > 0 ? await drawItems(rows, size) : null,
      rows: rows.map((row) => ({
        name: row.name,
        href: itemLink(row),
        sales: cents(row.total),
        profit: cents(row.profit),
        margin: percent(row.profit, row.total),
      })),
    }
  },
}
