import { setImmediate } from 'node:timers/promises'
import { divideHalfEven, QUANTITY_DECIMALS } from '#core/decimal'
import type { TableExport } from '#core/export/table_export'
import { today } from '#core/time'
import { readAnalysis } from '#insights/analysis/read_analysis'
import { analysisChips, readAnalysisList } from '#insights/controllers/analysis_table'
import { listAnalysis, sumAnalysis, type AnalysisRow } from '#insights/queries/list_analysis'

/** A row, beside what all items have sold: the search does not change an item's share. */
interface SharedRow extends AnalysisRow {
  allSales: bigint
}

const PIECE = 2_000
const PERCENT = 100n * 10n ** BigInt(QUANTITY_DECIMALS)

/** What each item has sold and earned of all time, in the order of its list. */
export const salesAnalysisExport: TableExport<SharedRow> = {
  name: 'sales_analysis',
  right: ['stock', 'view'],
  columns: [
    { key: 'name', heading: 'Item', type: 'text', valueOf: ({ name }) => name },
    { key: 'total', heading: 'Sales', type: 'money', valueOf: ({ total }) => total },
    { key: 'profit', heading: 'Profit', type: 'money', valueOf: ({ profit }) => profit },
    {
      key: 'margin',
      heading: 'Margin (%)',
      type: 'quantity',
      valueOf: ({ profit, total }) => percentOf(profit, total),
    },
    {
      key: 'share',
      heading: 'Share of sales (%)',
      type: 'quantity',
      valueOf: ({ total, allSales }) => percentOf(total, allSales),
    },
  ],
  fileName: async () => `sales-analysis-${today()}`,
  filters: async (query) => analysisChips(readAnalysisList(query)).map(({ text }) => text),
  async open(query, ids) {
    const list = readAnalysisList(query)
    const analysis = await readAnalysis()
    const { items } = await sumAnalysis(analysis, list.search)
    const chosen = new Set(ids)
    return {
      count: async (limit) => Math.min(chosen.size || items, limit),
      rows: async function* () {
        const { total: allSales } = await sumAnalysis(analysis, '')
        // All at once, so that a sale meanwhile neither doubles nor hides an item.
        const rows = await listAnalysis(analysis, list)
        for (const [index, row] of rows.entries()) {
          if (index % PIECE === PIECE - 1) await setImmediate()
          if (chosen.size === 0 || chosen.has(String(row.position))) yield { ...row, allSales }
        }
      },
    }
  },
}

/** In percent, exact to five decimals; null where there is nothing to divide by. */
function percentOf(part: bigint, whole: bigint): bigint | null {
  return whole === 0n ? null : divideHalfEven(part * PERCENT, whole)
}
