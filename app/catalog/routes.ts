import router from '@adonisjs/core/services/router'
import type { Area, Right } from '#core/access'
import { exportRoutes } from '#core/export/export_routes'
import { attachmentRoutes } from '#files/attachments/attachment_routes'
import { readName } from '#catalog/queries/read_name'
import { companyResource } from '#catalog/resources/company'
import { partResource } from '#catalog/resources/part'
import { middleware, pageMiddleware, uploadMiddleware } from '#start/kernel'

const ItemsController = () => import('#catalog/controllers/items_controller')
const ActiveItemsController = () => import('#catalog/controllers/active_items_controller')
const ItemExportsController = () => import('#catalog/controllers/item_exports_controller')
const ItemChangesController = () => import('#catalog/controllers/item_changes_controller')
const BulkItemsController = () => import('#catalog/controllers/bulk_items_controller')
const ItemFieldsController = () => import('#catalog/controllers/item_fields_controller')
const ItemPreviewsController = () => import('#catalog/controllers/item_previews_controller')
const ItemTotalsController = () => import('#catalog/controllers/item_totals_controller')
const PicturesController = () => import('#catalog/controllers/pictures_controller')
const CompanyPicturesController = () => import('#catalog/controllers/company_pictures_controller')
const CompanyExportsController = () => import('#catalog/controllers/company_exports_controller')
const CategoryExportsController = () => import('#catalog/controllers/category_exports_controller')
const LookupsController = () => import('#catalog/controllers/lookups_controller')
const CategoriesController = () => import('#catalog/controllers/categories_controller')
const CompaniesController = () => import('#catalog/controllers/companies_controller')
const ActiveCompaniesController = () => import('#catalog/controllers/active_companies_controller')
const BulkCompaniesController = () => import('#catalog/controllers/bulk_companies_controller')
const CompanyFieldsController = () => import('#catalog/controllers/company_fields_controller')

const NUMBER = /^\d+$/
const may = (area: Area, right: Right) => middleware.can([area, right])

attachmentRoutes({
  resource: partResource,
  path: '/items',
  place: 'items',
  heading: (id) => readName('parts', id),
})
attachmentRoutes({
  resource: companyResource,
  path: '/suppliers',
  place: 'suppliers',
  heading: (id) => readName('companies', id),
})

router
  .group(() => {
    router.get('/', [ItemsController, 'index']).as('index')
    router.get('/export', [ItemExportsController, 'old']).as('export')
    exportRoutes('', ItemExportsController, 'export')
    router.get('/lookup', [LookupsController, 'items']).as('lookup')
    router.get('/new', [ItemsController, 'create']).as('new').use(may('part', 'add'))
    router.post('/', [ItemsController, 'store']).as('store').use(may('part', 'add'))
    router.get('/:id', [ItemsController, 'show']).as('show')
    router.get('/:id/edit', [ItemsController, 'edit']).as('edit').use(may('part', 'change'))
    router.get('/:id/changes', [ItemChangesController, 'show']).as('changes')
    router.post('/:id', [ItemsController, 'update']).as('update').use(may('part', 'change'))
    router.post('/:id/delete', [ItemsController, 'destroy']).as('delete').use(may('part', 'delete'))
    router
      .post('/:id/activate', [ActiveItemsController, 'store'])
      .as('activate')
      .use(may('part', 'change'))
    router
      .post('/:id/deactivate', [ActiveItemsController, 'destroy'])
      .as('deactivate')
      .use(may('part', 'change'))
  })
  .prefix('/items')
  .as('items')
  .where('id', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn(), may('part', 'view')])

pictureRoutes('/items', { controller: PicturesController, area: 'part' })
pictureRoutes('/suppliers', { controller: CompanyPicturesController, area: 'purchase_order' })

// What the list of items does beyond showing them.
router
  .group(() => {
    router.get('/totals', [ItemTotalsController, 'show']).as('totals')
    router.get('/:id/preview', [ItemPreviewsController, 'show']).as('preview')
    router
      .group(() => {
        router.post('/bulk', [BulkItemsController, 'store']).as('store')
        router.post('/bulk/edit', [BulkItemsController, 'edit']).as('edit')
        router.get('/bulk/:id', [BulkItemsController, 'show']).as('show')
        router.post('/bulk/:id/undo', [BulkItemsController, 'undo']).as('undo')
      })
      .as('bulk')
      .use(may('part', 'change'))
    router
      .post('/:id/field', [ItemFieldsController, 'update'])
      .as('field')
      .use(may('part', 'change'))
  })
  .prefix('/items')
  .as('items')
  .where('id', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn(), may('part', 'view')])

router
  .group(() => {
    router.get('/', [CategoriesController, 'index']).as('index')
    exportRoutes('', CategoryExportsController, 'export')
    router.get('/lookup', [LookupsController, 'categories']).as('lookup')
    router.get('/new', [CategoriesController, 'create']).as('new').use(may('part_category', 'add'))
    router.post('/', [CategoriesController, 'store']).as('store').use(may('part_category', 'add'))
    router.get('/:id', [CategoriesController, 'show']).as('show').use(may('part', 'view'))
    router
      .get('/:id/edit', [CategoriesController, 'edit'])
      .as('edit')
      .use(may('part_category', 'change'))
    router
      .post('/:id', [CategoriesController, 'update'])
      .as('update')
      .use(may('part_category', 'change'))
    router
      .post('/:id/delete', [CategoriesController, 'destroy'])
      .as('delete')
      .use(may('part_category', 'delete'))
  })
  .prefix('/categories')
  .as('categories')
  .where('id', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn(), may('part_category', 'view')])

router
  .group(() => {
    router.get('/', [CompaniesController, 'index']).as('index')
    exportRoutes('', CompanyExportsController, 'export')
    router.get('/lookup', [LookupsController, 'suppliers']).as('lookup')
    router.get('/new', [CompaniesController, 'create']).as('new').use(may('purchase_order', 'add'))
    router.post('/', [CompaniesController, 'store']).as('store').use(may('purchase_order', 'add'))
    router.get('/:id', [CompaniesController, 'show']).as('show')
    router
      .get('/:id/edit', [CompaniesController, 'edit'])
      .as('edit')
      .use(may('purchase_order', 'change'))
    router
      .post('/:id', [CompaniesController, 'update'])
      .as('update')
      .use(may('purchase_order', 'change'))
    router
      .post('/:id/delete', [CompaniesController, 'destroy'])
      .as('delete')
      .use(may('purchase_order', 'delete'))
    router
      .post('/:id/activate', [ActiveCompaniesController, 'store'])
      .as('activate')
      .use(may('purchase_order', 'change'))
    router
      .post('/bulk', [BulkCompaniesController, 'store'])
      .as('bulk')
      .use(may('purchase_order', 'change'))
    router
      .post('/:id/field', [CompanyFieldsController, 'update'])
      .as('field')
      .use(may('purchase_order', 'change'))
  })
  .prefix('/suppliers')
  .as('suppliers')
  .where('id', NUMBER)
  .use([...pageMiddleware(), middleware.signedIn(), may('purchase_order', 'view')])

type PicturesOf = typeof PicturesController | typeof CompanyPicturesController

/** The addresses of the picture of an object. */
function pictureRoutes(path: string, { controller, area }: { controller: PicturesOf; area: Area }) {
  const name = `${path.slice(1)}.picture`
  const change = may(area, 'change')
  router
    .group(() => {
      router.get('/', [controller, 'show']).as('show')
      router.post('/delete', [controller, 'destroy']).as('delete').use(change)
      router
        .post('/:imageId/restore', [controller, 'restore'])
        .as('restore')
        .where('imageId', NUMBER)
        .use(change)
    })
    .prefix(`${path}/:id/picture`)
    .as(name)
    .where('id', NUMBER)
    .use([...pageMiddleware(), middleware.signedIn(), may(area, 'view')])
  router
    .post(`${path}/:id/picture`, [controller, 'store'])
    .as(`${name}.store`)
    .where('id', NUMBER)
    .use([...uploadMiddleware(), middleware.signedIn(), change])
}
