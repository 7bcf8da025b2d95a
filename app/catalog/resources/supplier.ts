import type { Resource } from '#core/resource/resource'
import { companyResource } from '#catalog/resources/company'

/** The companies that supply, as a resource of their own. */
export const supplierResource = {
  ...companyResource,
  label: 'Supplier',
  path: '/api/suppliers/',
  scope: (query) => void query.where('companies.is_supplier', 1),
} satisfies Resource<(typeof companyResource)['fields']>
