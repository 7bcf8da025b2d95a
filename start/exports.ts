import { registerExport } from '#core/export/registry'
import { categoriesExport } from '#catalog/exports/categories_export'
import { itemsExport } from '#catalog/exports/items_export'
import { suppliersExport } from '#catalog/exports/suppliers_export'
import { salesAnalysisExport } from '#insights/exports/sales_analysis_export'
import { balanceExport } from '#stock/exports/balance_export'
import { binCardExport } from '#stock/exports/bin_card_export'
import { locationsExport } from '#stock/exports/locations_export'
import { lotsExport } from '#stock/exports/lots_export'
import { transactionsExport } from '#stock/exports/transactions_export'

// The list of the tables that can be exported, also in the background.
registerExport(itemsExport)
registerExport(suppliersExport)
registerExport(categoriesExport)
registerExport(locationsExport)
registerExport(transactionsExport)
registerExport(balanceExport)
registerExport(lotsExport)
registerExport(binCardExport)
registerExport(salesAnalysisExport)
