import router from '@adonisjs/core/services/router'
import { exportRoutes } from '#core/export/export_routes'
import { defineEndpoint } from '#core/http/endpoint'
import { showDashboard } from '#insights/controllers/api_dashboard_controller'
import { PRESETS } from '#insights/day_range'
import { middleware, pageMiddleware } from '#start/kernel'

const DashboardController = () => import('#insights/controllers/dashboard_controller')
const DashboardFiguresController = () =>
  import('#insights/controllers/dashboard_figures_controller')
const SalesAnalysisController = () => import('#insights/controllers/sales_analysis_controller')
const SalesAnalysisExportsController = () =>
  import('#insights/controllers/sales_analysis_exports_controller')
const AlertsController = () => import('#insights/controllers/alerts_controller')
const ItemRelatedController = () => import('#insights/controllers/item_related_controller')
const ItemHistoryController = () => import('#insights/controllers/item_history_controller')
const DashboardLayoutController = () => import('#insights/controllers/dashboard_layout_controller')
const FirstStepsController = () => import('#insights/controllers/first_steps_controller')
const FindController = () => import('#insights/controllers/find_controller')
const BiExportController = () => import('#insights/controllers/bi_export_controller')
const ImportProgressController = () => import('#insights/controllers/import_progress_controller')

router
  .get('/', [DashboardController, 'show'])
  .as('insights.dashboard')
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    router.get('/start', [FirstStepsController, 'show']).as('insights.start')
    router.post('/start/hide', [FirstStepsController, 'hide']).as('insights.start.hide')
    router.post('/start/demo', [FirstStepsController, 'loadDemo']).as('insights.start.demo')
    router.post('/start/:step', [FirstStepsController, 'take']).as('insights.start.take')
  })
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['stock', 'view'])])

router
  .get('/find', [FindController, 'show'])
  .as('insights.find')
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    router.get('/dashboard/figures', [DashboardFiguresController, 'show']).as('insights.figures')
    router.post('/dashboard/layout', [DashboardLayoutController, 'update']).as('insights.layout')
    router.get('/dashboard/import', [ImportProgressController, 'show']).as('insights.import')
  })
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['stock', 'view'])])

router
  .group(() => {
    router.get('/insights/sales', [SalesAnalysisController, 'index']).as('insights.sales')
    router
      .get('/insights/sales/progress', [SalesAnalysisController, 'show'])
      .as('insights.sales.progress')
    router
      .post('/insights/sales', [SalesAnalysisController, 'store'])
      .as('insights.sales.run')
      .use(middleware.can(['sales_order', 'change']))
    exportRoutes('/insights/sales', SalesAnalysisExportsController, 'insights.sales.export')
  })
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['stock', 'view'])])

router
  .get('/items/:id/related', [ItemRelatedController, 'show'])
  .as('insights.item_related')
  .where('id', router.matchers.number())
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['part', 'view'])])

router
  .group(() => {
    router.get('/items/:id/history', [ItemHistoryController, 'show']).as('insights.item_history')
    router.get('/items/:id/alerts', [AlertsController, 'show']).as('insights.item_alerts')
    router.get('/alerts', [AlertsController, 'index']).as('insights.alerts')
    router.get('/alerts/count', [AlertsController, 'count']).as('insights.alert_count')
  })
  .where('id', router.matchers.number())
  .use([...pageMiddleware(), middleware.signedIn()])
  .use([middleware.can(['part', 'view']), middleware.can(['stock', 'view'])])

router
  .group(() => {
    router.get('/', [BiExportController, 'show']).as('show')
    router.get('/files/*', [BiExportController, 'file']).as('file')
    router
      .post('/', [BiExportController, 'store'])
      .as('store')
      .use(middleware.can(['admin', 'change']))
  })
  .prefix('/admin/bi-export')
  .as('insights.bi_export')
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['admin', 'view'])])

defineEndpoint(
  {
    method: 'GET',
    path: '/api/dashboard/',
    tag: 'Dashboard',
    summary: 'Purchases, sales, profit and stock value of a range of days, with the period before',
    needs: ['stock', 'view'],
    query: () => ({
      range: { type: 'string', enum: Object.keys(PRESETS), default: 'this_month' },
      from: { type: 'string', format: 'date', description: 'First day; give both ends or none.' },
      to: { type: 'string', format: 'date', description: 'Last day.' },
    }),
    answer: { status: 200, schema: dashboardSchema() },
  },
  showDashboard
)

function dashboardSchema() {
  const number = { type: 'number' }
  const text = { type: 'string' }
  const listOf = (properties: object) => ({ type: 'array', items: { type: 'object', properties } })
  const values = { purchase_value: number, sales_value: number, profit: number }
  const figures = {
    from: { type: 'string', format: 'date' },
    to: { type: 'string', format: 'date' },
    ...values,
    margin: { type: ['number', 'null'] },
    sold_quantity: number,
    stock_value: number,
    low_stock: { type: 'integer' },
  }
  const item = {
    part: { type: 'integer' },
    name: text,
    quantity: number,
    revenue: number,
    profit: number,
  }
  return {
    type: 'object',
    properties: {
      ...figures,
      currency: text,
      previous: { type: 'object', properties: figures },
      top_items: listOf(item),
      top_items_by_quantity: listOf(item),
      top_items_by_profit: listOf(item),
      by_day: listOf({ day: { type: 'string', format: 'date' }, ...values, quantity: number }),
      by_category: listOf({
        category: { type: ['integer', 'null'] },
        name: text,
        quantity: number,
      }),
      by_location: listOf({ location: { type: ['integer', 'null'] }, name: text, ...values }),
    },
  }
}
