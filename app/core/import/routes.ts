import router from '@adonisjs/core/services/router'
import { mayUpload } from '#core/import/controllers/allowed_import'
import { middleware, pageMiddleware, uploadMiddleware } from '#start/kernel'

const ImportsController = () => import('#core/import/controllers/imports_controller')
const ImportFilesController = () => import('#core/import/controllers/import_files_controller')
const ImportColumnsController = () => import('#core/import/controllers/import_columns_controller')
const ImportRowsController = () => import('#core/import/controllers/import_rows_controller')
const ImportPhasesController = () => import('#core/import/controllers/import_phases_controller')
const ImportDownloadsController = () =>
  import('#core/import/controllers/import_downloads_controller')

const NUMBER = /^\d+$/

router
  .group(() => {
    router.get('/', [ImportsController, 'index']).as('index')
    router.get('/new/:kind?', [ImportsController, 'create']).as('new')
    router.get('/templates/:kind', [ImportDownloadsController, 'template']).as('template')
    router.get('/:id', [ImportsController, 'show']).as('show')
    router.post('/:id/delete', [ImportsController, 'destroy']).as('delete')
    router.get('/:id/columns', [ImportColumnsController, 'show']).as('columns')
    router.post('/:id/reading', [ImportColumnsController, 'update']).as('reading')
    router.post('/:id/check', [ImportColumnsController, 'store']).as('check')
    router.get('/:id/progress', [ImportPhasesController, 'show']).as('progress')
    router.post('/:id/start', [ImportPhasesController, 'store']).as('start')
    router.post('/:id/cancel', [ImportPhasesController, 'destroy']).as('cancel')
    router.post('/:id/undo', [ImportPhasesController, 'undo']).as('undo')
    router.get('/:id/bad-rows', [ImportDownloadsController, 'badRows']).as('bad_rows')
    router.get('/:id/rows/:row', [ImportRowsController, 'show']).as('rows.show')
    router.post('/:id/rows/:row', [ImportRowsController, 'update']).as('rows.update')
  })
  .prefix('/imports')
  .as('imports')
  .where('id', NUMBER)
  .where('row', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn()])

// The body is read last: only when token, sign-in and right are in order a file is written.
router
  .post('/imports/files', [ImportFilesController, 'store'])
  .as('imports.files')
  .use([...uploadMiddleware(), middleware.signedIn(), mayUpload, middleware.body()])
