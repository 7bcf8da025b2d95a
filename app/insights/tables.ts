import { translatable } from '#core/i18n'
import { defineTable } from '#core/table/definition'
import { DEFAULT_ORDERING } from '#insights/queries/list_analysis'

export const SALES_ANALYSIS_TABLE = defineTable({
  name: 'sales_analysis',
  path: '/insights/sales',
  defaultOrdering: DEFAULT_ORDERING,
  columns: [
    { key: 'name', label: translatable('Item'), ordering: 'name', isFixed: true },
    { key: 'total', label: translatable('Sales'), ordering: 'total', isNumeric: true },
    { key: 'profit', label: translatable('Profit'), ordering: 'profit', isNumeric: true },
    { key: 'margin', label: translatable('Margin'), isNumeric: true },
    { key: 'share', label: translatable('Share of sales'), isNumeric: true, isHidden: true },
  ],
})
