import {
  booleanFilter,
  conditionFilter,
  dayFilter,
  idFilter,
  textFilter,
} from '#core/resource/filters'
import type { Filter, ListOptions } from '#core/resource/resource'
import { inTreeFilter } from '#core/resource/tree'
import { partStock } from '#catalog/part_stock'
import { searchParts } from '#catalog/queries/search_parts'

const FLAGS = [
  'assembly',
  'component',
  'consumable',
  'is_template',
  'locked',
  'purchaseable',
  'salable',
  'testable',
  'trackable',
  'virtual',
]

const ownFilters: Record<string, Filter> = {
  active: booleanFilter('parts.is_active'),
  ...Object.fromEntries(FLAGS.map((flag) => [flag, booleanFilter(`parts.${flag}`)])),
  category: inTreeFilter('parts.category_id', 'part_categories'),
  supplier: idFilter('parts.supplier_id'),
  default_location: idFilter('parts.default_location_id'),
  variant_of: idFilter('parts.variant_of_id'),
  revision_of: idFilter('parts.revision_of_id'),
  IPN: textFilter('parts.ipn', 'Exactly this IPN'),
  name: textFilter('parts.name', 'Exactly this name'),
  created_after: dayFilter('parts.creation_date', '>'),
  created_before: dayFilter('parts.creation_date', '<'),
  has_ipn: conditionFilter((query, has) => {
    if (has) query.where('parts.ipn', '>', '')
    else query.where((none) => void none.whereNull('parts.ipn').orWhere('parts.ipn', ''))
  }),
}

// Read when the first list is asked for: at boot nothing provides the stock of parts yet.
let allFilters: Record<string, Filter> | undefined
let countedTables: string[] | undefined

export const partList: ListOptions = {
  get filters() {
    return (allFilters ??= { ...ownFilters, ...partStock().filters })
  },
  get countedTables() {
    return (countedTables ??= ['part_categories', ...partStock().tables])
  },
  search: searchParts,
  // Each is served by an index; the day of creation rises with the id.
  ordering: {
    name: ['parts.name'],
    IPN: ['parts.ipn'],
    category: ['parts.category_id', 'parts.name'],
    supplier: ['parts.supplier_id', 'parts.name'],
    active: ['parts.is_active', 'parts.name'],
    creation_date: ['parts.id'],
    pk: ['parts.id'],
    id: ['parts.id'],
  },
  defaultOrder: ['parts.name'],
}
