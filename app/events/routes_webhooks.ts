import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const WebhooksController = () => import('#events/controllers/webhooks_controller')
const SecretsController = () => import('#events/controllers/webhook_secrets_controller')
const DeliveriesController = () => import('#events/controllers/webhook_deliveries_controller')

const mayAdd = middleware.can(['admin', 'add'])
const mayChange = middleware.can(['admin', 'change'])
const mayDelete = middleware.can(['admin', 'delete'])

router
  .group(() => {
    router.get('/', [WebhooksController, 'index']).as('index')
    router.get('/new', [WebhooksController, 'create']).as('create').use(mayAdd)
    router.post('/', [WebhooksController, 'store']).as('store').use(mayAdd)
    router.get('/deliveries/:id', [DeliveriesController, 'show']).as('deliveries.show')
    router.get('/:id', [WebhooksController, 'show']).as('show')
    router
      .group(() => {
        router.post('/deliveries/:id', [DeliveriesController, 'update']).as('deliveries.update')
        router.post('/:id', [WebhooksController, 'update']).as('update')
        router.post('/:id/secret', [SecretsController, 'store']).as('secret')
        router.post('/:id/test', [DeliveriesController, 'store']).as('test')
        router.post('/:id/redeliver', [DeliveriesController, 'updateFailed']).as('redeliver')
      })
      .use(mayChange)
    router.post('/:id/delete', [WebhooksController, 'destroy']).as('delete').use(mayDelete)
  })
  .prefix('/admin/integrations')
  .as('webhooks')
  .where('id', /^\d+$/)
  .use([...pageMiddleware(), middleware.signedIn(), middleware.can(['admin', 'view'])])
