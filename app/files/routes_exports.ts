import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const ExportsController = () => import('#files/controllers/exports_controller')

// Everybody who is signed in has a list of their own; a table's right was asked for with its export.
router
  .group(() => {
    router.get('/', [ExportsController, 'index']).as('index')
    router.get('/:id', [ExportsController, 'show']).as('show')
    router.get('/:id/file', [ExportsController, 'download']).as('file')
    router.post('/:id/cancel', [ExportsController, 'cancel']).as('cancel')
    router.post('/:id/delete', [ExportsController, 'destroy']).as('delete')
  })
  .prefix('/exports')
  .as('exports')
  .where('id', router.matchers.number())
  .use([...pageMiddleware(), middleware.signedIn()])
