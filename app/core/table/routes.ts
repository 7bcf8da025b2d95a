import router from '@adonisjs/core/services/router'
import { middleware, pageMiddleware } from '#start/kernel'

const TableSettingsController = () => import('#core/table/table_settings_controller')
const TableViewsController = () => import('#core/table/table_views_controller')

router
  .group(() => {
    router.post('/tables/:table/settings', [TableSettingsController, 'update']).as('settings')
    router.post('/tables/:table/views', [TableViewsController, 'store']).as('views.store')
    router.post('/table-views/:id', [TableViewsController, 'update']).as('views.update')
    router.post('/table-views/:id/save', [TableViewsController, 'save']).as('views.save')
    router.post('/table-views/:id/delete', [TableViewsController, 'destroy']).as('views.delete')
  })
  .as('tables')
  .where('id', /^\d+$/)
  .use([...pageMiddleware(), middleware.signedIn()])
