import {
  expansion,
  computed,
  constant,
  primaryKey,
  readOnly,
} from '#core/resource/read_only_fields'
import { boolean, related } from '#core/resource/plain_fields'
import { text } from '#core/resource/text_fields'
import { integer } from '#core/resource/number_fields'
import { integerText } from '#core/resource/json_text'
import { booleanFilter, searchColumns, textFilter } from '#core/resource/filters'
import { defineResource } from '#core/resource/resource'
import { pathTexts, treeFilters } from '#core/resource/tree'
import { CATEGORY, LOCATION } from '#catalog/resources/targets'
import { countParts } from '#catalog/queries/count_parts'

export const categoryResource = defineResource({
  model: 'partcategory',
  title: 'PartCategory',
  label: 'Part category',
  table: 'part_categories',
  area: 'part_category',
  path: '/api/part/category/',
  fields: {
    pk: primaryKey(),
    name: text({ label: 'Name', help: 'Name', required: true, maxLength: 100 }),
    description: text({ label: 'Description', help: 'Description (optional)', maxLength: 250 }),
    default_location: related({
      label: 'Default Location',
      help: 'Default location for parts in this category',
      column: 'default_location_id',
      nullable: true,
      to: LOCATION,
    }),
    default_keywords: text({
      label: 'Default keywords',
      help: 'Default keywords for parts in this category',
      maxLength: 250,
      nullable: true,
    }),
    level: readOnly(integer({ label: 'Level' })),
    parent: related({
      label: 'Parent Category',
      help: 'Parent part category',
      column: 'parent_id',
      nullable: true,
      to: CATEGORY,
    }),
    part_count: computed({
      type: 'integer',
      label: 'Parts',
      help: 'Number of parts in this category and those below it',
      schema: { type: ['integer', 'null'] },
      select: ['path'],
      encode: (row) => integerText(row.part_count),
    }),
    subcategories: computed({
      type: 'integer',
      label: 'Subcategories',
      schema: { type: ['integer', 'null'] },
      encode: (row) => integerText(row.subcategories),
    }),
    pathstring: readOnly(text({ label: 'Path' })),
    starred: constant(false),
    structural: boolean({
      label: 'Structural',
      help: 'Parts may not be directly assigned to a structural category, but may be assigned to child categories.',
      default: false,
    }),
    icon: text({ label: 'Icon', help: 'Icon (optional)', maxLength: 100 }),
    parent_default_location: computed({
      type: 'integer',
      schema: { type: ['integer', 'null'] },
      select: ['parent_category.default_location_id as parent_default_location'],
      encode: (row) => integerText(row.parent_default_location),
    }),
    id: primaryKey(),
    path: expansion({
      on: 'path_detail',
      load: (rows, { client }) => pathTexts(client, rows, { table: 'part_categories' }),
    }),
  },
  join: (query) =>
    query.leftJoin(
      'part_categories as parent_category',
      'parent_category.id',
      'part_categories.parent_id'
    ),
  complete: countParts,
  list: {
    filters: {
      ...treeFilters('part_categories'),
      structural: booleanFilter('part_categories.structural'),
      name: textFilter('part_categories.name'),
    },
    search: searchColumns(
      'part_categories.name',
      'part_categories.description',
      'part_categories.pathstring'
    ),
    ordering: {
      name: ['part_categories.name'],
      pathstring: ['part_categories.pathstring'],
      level: ['part_categories.level', 'part_categories.name'],
      pk: ['part_categories.id'],
    },
    defaultOrder: ['part_categories.pathstring'],
  },
})
