import { booleanFilter, searchColumns, textFilter } from '#core/resource/filters'
import { integerText, stringText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { boolean, related } from '#core/resource/plain_fields'
import {
  computed,
  constant,
  expansion,
  primaryKey,
  readOnly,
} from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { email, text } from '#core/resource/text_fields'
import { pathTexts, treeFilters } from '#core/resource/tree'
import { countLots } from '#stock/queries/count_lots'

const LOCATION = {
  table: 'stock_locations',
  model: 'stocklocation',
  apiUrl: '/api/stock/location/',
}

export const locationResource = defineResource({
  model: 'stocklocation',
  title: 'StockLocation',
  label: 'Stock location',
  table: 'stock_locations',
  area: 'stock_location',
  path: '/api/stock/location/',
  fields: {
    pk: primaryKey(),
    barcode_hash: constant(''),
    name: text({ label: 'Name', help: 'Name', required: true, maxLength: 100 }),
    level: readOnly(integer({ label: 'Level' })),
    description: text({ label: 'Description', help: 'Description (optional)', maxLength: 250 }),
    parent: related({
      label: 'Parent Location',
      help: 'Parent stock location',
      column: 'parent_id',
      nullable: true,
      to: LOCATION,
    }),
    pathstring: readOnly(text({ label: 'Path' })),
    items: computed({
      type: 'integer',
      label: 'Stock Items',
      help: 'Stock items in this location and those below it',
      schema: { type: ['integer', 'null'] },
      select: ['path'],
      encode: (row) => integerText(row.items),
    }),
    sublocations: computed({
      type: 'integer',
      label: 'Sublocations',
      schema: { type: ['integer', 'null'] },
      encode: (row) => integerText(row.sublocations),
    }),
    owner: constant(null),
    icon: computed({
      type: 'string',
      label: 'Icon',
      schema: { type: 'string' },
      select: ['custom_icon'],
      encode: (row) => stringText(row.custom_icon ?? ''),
    }),
    custom_icon: text({ label: 'Icon', help: 'Icon (optional)', maxLength: 100, nullable: true }),
    structural: boolean({
      label: 'Structural',
      help: 'Stock items may not be directly located in a structural location, but may be located in child locations.',
      default: false,
    }),
    external: boolean({
      label: 'External',
      help: 'This is an external stock location',
      default: false,
    }),
    location_type: constant(null),
    location_type_detail: constant(null),
    id: primaryKey(),
    is_default: boolean({
      label: 'Default location',
      help: 'Where stock goes when nothing else is said',
      default: false,
    }),
    address: text({ label: 'Address', help: 'Postal address', maxLength: 500 }),
    contact_name: text({ label: 'Contact', help: 'Whom to ask there', maxLength: 100 }),
    contact_phone: text({ label: 'Phone', help: 'Phone number', maxLength: 50 }),
    contact_email: email({ label: 'Email', help: 'Email address' }),
    path: expansion({
      on: 'path_detail',
      load: (rows, { client }) =>
        pathTexts(client, rows, { table: 'stock_locations', icon: 'custom_icon' }),
    }),
  },
  complete: countLots,
  list: {
    filters: {
      ...treeFilters('stock_locations'),
      structural: booleanFilter('stock_locations.structural'),
      external: booleanFilter('stock_locations.external'),
      name: textFilter('stock_locations.name'),
    },
    search: searchColumns(
      'stock_locations.name',
      'stock_locations.description',
      'stock_locations.pathstring'
    ),
    ordering: {
      name: ['stock_locations.name'],
      pathstring: ['stock_locations.pathstring'],
      level: ['stock_locations.level', 'stock_locations.name'],
      pk: ['stock_locations.id'],
    },
    defaultOrder: ['stock_locations.pathstring'],
  },
})
