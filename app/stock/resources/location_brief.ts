import { primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'

/** A location as it stands inside a stock item (`location_detail`). */
export const locationBriefResource = defineResource({
  model: 'locationbrief',
  title: 'StockLocation',
  label: 'Stock location',
  table: 'stock_locations',
  area: 'stock_location',
  path: '/api/stock/location/',
  fields: {
    pk: primaryKey(),
    name: readOnly(text({})),
    pathstring: readOnly(text({})),
  },
  list: { defaultOrder: ['stock_locations.name'] },
})
