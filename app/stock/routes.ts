import router from '@adonisjs/core/services/router'
import type { Right } from '#core/access'
import { exportRoutes } from '#core/export/export_routes'
import { t } from '#core/i18n'
import { attachmentRoutes } from '#files/attachments/attachment_routes'
import { stockItemResource } from '#stock/resources/stock_item'
import { middleware, pageMiddleware } from '#start/kernel'

const LookupsController = () => import('#stock/controllers/lookups_controller')
const TransactionsController = () => import('#stock/controllers/transactions_controller')
const BalanceController = () => import('#stock/controllers/balance_controller')
const ChosenBalancesController = () => import('#stock/controllers/chosen_balances_controller')
const BalanceExportsController = () => import('#stock/controllers/balance_exports_controller')
const ItemStockController = () => import('#stock/controllers/item_stock_controller')
const ItemSuppliersController = () => import('#stock/controllers/item_suppliers_controller')
const ItemMovementsController = () => import('#stock/controllers/item_movements_controller')
const LocationsController = () => import('#stock/controllers/locations_controller')
const LocationStockController = () => import('#stock/controllers/location_stock_controller')
const LotsController = () => import('#stock/controllers/lots_controller')
const LotChangesController = () => import('#stock/controllers/lot_changes_controller')
const TransfersController = () => import('#stock/controllers/transfers_controller')
const CountsController = () => import('#stock/controllers/counts_controller')
const DeletionsController = () => import('#stock/controllers/deletions_controller')
const ReversalsController = () => import('#stock/controllers/reversals_controller')
const TransactionExportsController = () =>
  import('#stock/controllers/transaction_exports_controller')
const LocationExportsController = () => import('#stock/controllers/location_exports_controller')
const LotExportsController = () => import('#stock/controllers/lot_exports_controller')
const BinCardExportsController = () => import('#stock/controllers/bin_card_exports_controller')
const TransactionPartsController = () => import('#stock/controllers/transaction_parts_controller')
const ChosenTransactionsController = () =>
  import('#stock/controllers/chosen_transactions_controller')
const TransactionPreviewsController = () =>
  import('#stock/controllers/transaction_previews_controller')

const signedIn = () => [...pageMiddleware(), middleware.signedIn()]

// Before the changes of a lot, of which "attachments" is none.
attachmentRoutes({
  resource: stockItemResource,
  path: '/stock',
  place: 'balance',
  heading: async (id) => t('Lot {id}', { id }),
})

router
  .group(() => {
    router.get('/stock/item_lookup', [LookupsController, 'items']).as('stock.item_lookup')
    router
      .get('/stock/location_lookup', [LookupsController, 'locations'])
      .as('stock.location_lookup')
    router
      .get('/transactions/preview', [TransactionPreviewsController, 'show'])
      .as('stock.transactions.preview')
    router.get('/transactions', [TransactionsController, 'index']).as('stock.transactions')
    router
      .get('/transactions/:id', [TransactionsController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.transactions.show')
    router.get('/balance', [BalanceController, 'index']).as('stock.balance')
    router
      .get('/items/:id/stock', [ItemStockController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.item_stock')
    router
      .get('/items/:id/suppliers', [ItemSuppliersController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.item_suppliers')
    router
      .get('/items/:id/movements', [ItemMovementsController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.item_movements')
    router
      .get('/stock/:id', [LotsController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.lots.show')
  })
  .use([...signedIn(), middleware.can(['stock', 'view'])])

router
  .group(() => {
    router.get('/transactions/new', [TransactionsController, 'create']).as('stock.transactions.new')
    router.post('/transactions', [TransactionsController, 'store']).as('stock.transactions.store')
  })
  .use([...signedIn(), middleware.can(['stock', 'add'])])

router
  .group(() => {
    router
      .post('/transactions/:id/reversals', [ReversalsController, 'store'])
      .where('id', router.matchers.number())
      .as('stock.reversals.store')
    router
      .post('/stock/:id/:change', [LotChangesController, 'store'])
      .where('id', router.matchers.number())
      .as('stock.lot_changes.store')
    router.get('/transfers/new', [TransfersController, 'create']).as('stock.transfers.new')
    router.post('/transfers', [TransfersController, 'store']).as('stock.transfers.store')
    router.get('/counts/new', [CountsController, 'create']).as('stock.counts.new')
    router.post('/counts', [CountsController, 'store']).as('stock.counts.store')
  })
  .use([...signedIn(), middleware.can(['stock', 'change'])])

router
  .post('/deletions/:id/restore', [DeletionsController, 'restore'])
  .where('id', router.matchers.number())
  .as('stock.deletions.restore')
  .use(signedIn())

// What belongs to the lists: their parts, their files, and what is done with chosen rows.
router
  .group(() => {
    router
      .get('/transactions/totals', [TransactionPartsController, 'totals'])
      .as('stock.transactions.totals')
    router
      .get('/transactions/:id/preview', [TransactionPartsController, 'preview'])
      .where('id', router.matchers.number())
      .as('stock.transactions.entry_preview')
    exportRoutes('/transactions', TransactionExportsController, 'stock.transactions.export')
    router
      .post('/balance/chosen/labels', [ChosenBalancesController, 'labels'])
      .as('stock.balance.chosen.labels')
    exportRoutes('/balance', BalanceExportsController, 'stock.balance.export')
    exportRoutes('/items/:id/stock', LotExportsController, 'stock.item_stock.export').where(
      'id',
      router.matchers.number()
    )
    exportRoutes(
      '/items/:id/movements',
      BinCardExportsController,
      'stock.item_movements.export'
    ).where('id', router.matchers.number())
  })
  .use([...signedIn(), middleware.can(['stock', 'view'])])

router
  .group(() => {
    router
      .post('/transactions/chosen/reverse', [ChosenTransactionsController, 'confirm'])
      .as('stock.transactions.chosen.confirm')
    router
      .post('/transactions/chosen/reversals', [ChosenTransactionsController, 'store'])
      .as('stock.transactions.chosen.reverse')
    router
      .post('/balance/chosen/transfer', [ChosenBalancesController, 'confirm'])
      .as('stock.balance.chosen.confirm')
    router
      .post('/balance/chosen/transfers', [ChosenBalancesController, 'store'])
      .as('stock.balance.chosen.transfer')
  })
  .use([...signedIn(), middleware.can(['stock', 'change'])])

const mayPlace = (right: Right) => middleware.can(['stock_location', right])

router
  .group(() => {
    router.get('/', [LocationsController, 'index']).as('index')
    exportRoutes('', LocationExportsController, 'export')
    router.get('/new', [LocationsController, 'create']).as('new').use(mayPlace('add'))
    router.post('/', [LocationsController, 'store']).as('store').use(mayPlace('add'))
    router.get('/:id', [LocationsController, 'show']).as('show')
    router
      .get('/:id/stock', [LocationStockController, 'show'])
      .as('stock')
      .use(middleware.can(['stock', 'view']))
    router.get('/:id/edit', [LocationsController, 'edit']).as('edit').use(mayPlace('change'))
    router.post('/:id', [LocationsController, 'update']).as('update').use(mayPlace('change'))
    router
      .post('/:id/delete', [LocationsController, 'destroy'])
      .as('delete')
      .use(mayPlace('delete'))
  })
  .prefix('/locations')
  .as('stock.locations')
  .where('id', router.matchers.number())
  .use([...signedIn(), mayPlace('view')])
