import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const ScansController = () => import('#stock/controllers/scans_controller')
const BarcodesController = () => import('#stock/controllers/barcodes_controller')
const LabelsController = () => import('#stock/controllers/labels_controller')

const NUMBER = /^\d+$/

router
  .group(() => {
    router.get('/scan', [ScansController, 'show']).as('stock.scan')
    router.get('/scan/lookup', [ScansController, 'lookup']).as('stock.scan.lookup')
    router
      .get('/scan/new_item', [ScansController, 'newItem'])
      .as('stock.scan.new_item')
      .use(middleware.can(['part', 'add']))
    router
      .post('/scan/links', [BarcodesController, 'link'])
      .as('stock.scan.links')
      .use(middleware.can(['part', 'change']))
    for (const place of ['items', 'stock', 'locations']) {
      router
        .get(`/${place}/:id/barcodes`, [BarcodesController, 'show'])
        .as(`stock.barcodes.${place}.show`)
      router
        .post(`/${place}/:id/barcodes`, [BarcodesController, 'store'])
        .as(`stock.barcodes.${place}.store`)
      router
        .post(`/${place}/:id/barcodes/:codeId/delete`, [BarcodesController, 'destroy'])
        .as(`stock.barcodes.${place}.delete`)
    }
    router.get('/labels', [LabelsController, 'show']).as('stock.labels')
    router.post('/labels', [LabelsController, 'show']).as('stock.labels.chosen')
    router.post('/labels/preview', [LabelsController, 'preview']).as('stock.labels.preview')
    router.post('/labels/print', [LabelsController, 'print']).as('stock.labels.print')
  })
  .where('id', NUMBER)
  .where('codeId', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn()])

router
  .group(() => {
    router
      .post('/scan/bookings', [ScansController, 'store'])
      .as('stock.scan.bookings')
      .use(middleware.can(['stock', 'view']))
    router
      .post('/scan/reversals', [ScansController, 'reverse'])
      .as('stock.scan.reversals')
      .use(middleware.can(['stock', 'change']))
  })
  .use([...pageMiddleware({ takesJson: true }), middleware.signedIn()])
