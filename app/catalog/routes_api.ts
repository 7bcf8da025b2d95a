import { defineEndpoint } from '#core/http/endpoint'
import { answerList } from '#core/resource/answer_list'
import { defineResourceEndpoints } from '#core/resource/define_endpoints'
import { filterParameters, listSchema } from '#core/resource/open_api_schemas'
import { treeResource } from '#core/resource/tree_resource'
import { createCategory } from '#catalog/actions/create_category'
import { createCompany } from '#catalog/actions/create_company'
import { deleteCategory } from '#catalog/actions/delete_category'
import { deleteCompany } from '#catalog/actions/delete_company'
import { erasePart } from '#catalog/actions/erase_part'
import { updateCategory } from '#catalog/actions/update_category'
import { updateCompany } from '#catalog/actions/update_company'
import { updatePart } from '#catalog/actions/update_part'
import { pictureUpload } from '#catalog/controllers/api/picture_upload'
import { COMPANY_PICTURES, PART_PICTURES } from '#catalog/picture_owners'
import PartsController from '#catalog/controllers/api/parts_controller'
import { categoryResource } from '#catalog/resources/category'
import { companyResource } from '#catalog/resources/company'
import { partResource } from '#catalog/resources/part'
import { namedReferences } from '#catalog/queries/named_references'
import { supplierResource } from '#catalog/resources/supplier'

const parts = new PartsController()
const categoryTree = treeResource(categoryResource, { children: 'subcategories', icon: 'icon' })
const tag = partResource.label

defineEndpoint(
  {
    method: 'GET',
    path: categoryTree.path,
    summary: 'Part category: the tree, as a flat list in the order of its paths',
    tag: categoryResource.label,
    needs: ['part_category', 'view'],
    query: () => filterParameters(categoryTree),
    answer: { status: 200, schema: listSchema(categoryResource) },
  },
  (ctx) => answerList(ctx, categoryTree)
)

for (const path of [categoryResource.path, '/api/categories/']) {
  defineResourceEndpoints(
    categoryResource,
    { create: createCategory, update: updateCategory, remove: deleteCategory, bulk: ['change'] },
    { path }
  )
}

defineResourceEndpoints(
  companyResource,
  { create: createCompany, update: updateCompany, remove: deleteCompany },
  { upload: pictureUpload(COMPANY_PICTURES) }
)

// The same companies, but only those that supply; one made here supplies.
defineResourceEndpoints(
  supplierResource,
  {
    create: (values, actor, unit) => createCompany({ ...values, is_supplier: true }, actor, unit),
    update: updateCompany,
    remove: deleteCompany,
  },
  { upload: pictureUpload(COMPANY_PICTURES) }
)

// A new part may come with stock, so the stock module answers POST to both addresses of parts.
defineResourceEndpoints(
  partResource,
  { update: updatePart, remove: erasePart, bulk: ['change'] },
  { upload: pictureUpload(PART_PICTURES) }
)
defineResourceEndpoints(
  partResource,
  { update: updatePart, bulk: ['change'] },
  { path: '/api/parts/', prepare: namedReferences, upload: pictureUpload(PART_PICTURES) }
)

defineEndpoint(
  {
    method: 'DELETE',
    path: '/api/parts/:id/',
    summary: 'Part: delete, or make inactive when it has history',
    tag,
    needs: ['part', 'delete'],
    answer: { status: 200, description: 'What became of it, in a message' },
  },
  (ctx) => parts.destroy(ctx)
)

for (const base of ['/api/part/', '/api/parts/']) {
  defineEndpoint(
    {
      method: 'GET',
      path: `${base}:id/requirements/`,
      summary: 'Part: what orders need of it',
      tag,
      needs: ['part', 'view'],
      answer: { status: 200 },
    },
    (ctx) => parts.requirements(ctx)
  )
  defineEndpoint(
    {
      method: 'GET',
      path: `${base}:id/pricing/`,
      summary: 'Part: what it costs and sells for',
      tag,
      needs: ['part', 'view'],
      answer: { status: 200 },
    },
    (ctx) => parts.pricing(ctx)
  )
}
