import type { Related } from '#core/resource/field'

/** What fields of the catalogue point at. Locations are the stock module's: known by table name alone. */
export const CATEGORY: Related = {
  table: 'part_categories',
  model: 'partcategory',
  apiUrl: '/api/part/category/',
}

export const PART: Related = { table: 'parts', model: 'part', apiUrl: '/api/part/' }

export const COMPANY: Related = { table: 'companies', model: 'company', apiUrl: '/api/company/' }

export const LOCATION: Related = {
  table: 'stock_locations',
  model: 'stocklocation',
  apiUrl: '/api/stock/location/',
}
