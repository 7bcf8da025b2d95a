import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const LookupsController = () => import('#stock/controllers/lookups_controller')
const TransactionsController = () => import('#stock/controllers/transactions_controller')
const ReversalsController = () => import('#stock/controllers/reversals_controller')
const TransactionExportsController = () =>
  import('#stock/controllers/transaction_exports_controller')
const TransactionPreviewsController = () =>
  import('#stock/controllers/transaction_previews_controller')

const signedIn = () => [...pageMiddleware(), middleware.signedIn()]

router
  .group(() => {
    router.get('/stock/item_lookup', [LookupsController, 'items']).as('stock.item_lookup')
    router
      .get('/stock/location_lookup', [LookupsController, 'locations'])
      .as('stock.location_lookup')
    router.get('/transactions', [TransactionsController, 'index']).as('stock.transactions')
    router
      .get('/transactions/export.csv', [TransactionExportsController, 'show'])
      .as('stock.transactions.export')
    router
      .get('/transactions/:id', [TransactionsController, 'show'])
      .where('id', router.matchers.number())
      .as('stock.transactions.show')
  })
  .use([...signedIn(), middleware.can(['stock', 'view'])])

router
  .group(() => {
    router.get('/transactions/new', [TransactionsController, 'create']).as('stock.transactions.new')
    router.post('/transactions', [TransactionsController, 'store']).as('stock.transactions.store')
    router
      .get('/transactions/preview', [TransactionPreviewsController, 'show'])
      .as('stock.transactions.preview')
  })
  .use([...signedIn(), middleware.can(['stock', 'add'])])

router
  .group(() => {
    router
      .post('/transactions/:id/reversals', [ReversalsController, 'store'])
      .where('id', router.matchers.number())
      .as('stock.reversals.store')
  })
  .use([...signedIn(), middleware.can(['stock', 'change'])])
