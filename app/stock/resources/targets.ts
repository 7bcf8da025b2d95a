import type { Related } from '#core/resource/field'

export const STOCK_LOCATION: Related = {
  table: 'stock_locations',
  model: 'stocklocation',
  apiUrl: '/api/stock/location/',
}
