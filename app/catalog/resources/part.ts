import {
  constant,
  computed,
  expansion,
  primaryKey,
  readOnly,
  zeroSum,
} from '#core/resource/read_only_fields'
import { boolean, date, related } from '#core/resource/plain_fields'
import { text, url } from '#core/resource/text_fields'
import { integer, money, quantity } from '#core/resource/number_fields'
import { integerText, stringText } from '#core/resource/json_text'
import { defineResource } from '#core/resource/resource'
import { pathTexts } from '#core/resource/tree'
import { CATEGORY, COMPANY, LOCATION, PART } from '#catalog/resources/targets'
import {
  emptyList,
  flag,
  fullNameField,
  imageField,
  lotCount,
  priceField,
  pricingUpdatedField,
  stockSum,
  thumbnailField,
} from '#catalog/resources/part_fields'
import { detailOf } from '#core/resource/detail'
import { partList } from '#catalog/resources/part_list'
import { addPartFigures } from '#catalog/queries/part_figures'

export const partResource = defineResource({
  model: 'part',
  title: 'Part',
  label: 'Part',
  table: 'parts',
  area: 'part',
  path: '/api/part/',
  // The order of the keys is the wire's; what InvenTree does not have comes last.
  fields: {
    active: boolean({
      column: 'is_active',
      label: 'Active',
      help: 'Is this part active?',
      default: true,
    }),
    assembly: flag('Assembly', 'Can this part be built from other parts?', false),
    barcode_hash: constant(''),
    category: related({
      label: 'Category',
      help: 'Part category',
      column: 'category_id',
      nullable: true,
      to: CATEGORY,
    }),
    category_name: computed({
      type: 'string',
      label: 'Category Name',
      schema: { type: 'string' },
      select: ['part_categories.name as category_name', 'category_id'],
      omitsEmpty: true,
      encode: (row) => (row.category_id === null ? '' : stringText(row.category_name)),
    }),
    component: flag('Component', 'Can this part be used to build other parts?', true),
    creation_date: readOnly(date({ label: 'Creation Date', nullable: true })),
    creation_user: readOnly(
      integer({ label: 'Creation User', column: 'creation_user_id', nullable: true })
    ),
    default_expiry: integer({
      label: 'Default Expiry',
      help: 'Expiry time (in days) for stock items of this part',
      default: 0,
    }),
    default_location: related({
      label: 'Default Location',
      help: 'Where is this item normally stored?',
      column: 'default_location_id',
      nullable: true,
      to: LOCATION,
    }),
    description: text({
      label: 'Description',
      help: 'Part description (optional)',
      maxLength: 250,
    }),
    full_name: fullNameField(),
    image: imageField(),
    IPN: text({
      label: 'IPN',
      help: 'Internal Part Number',
      column: 'ipn',
      maxLength: 100,
      nullable: true,
      default: '',
    }),
    is_template: flag('Is Template', 'Is this part a template part?', false),
    keywords: text({
      label: 'Keywords',
      help: 'Part keywords to improve visibility in search results',
      maxLength: 250,
      nullable: true,
    }),
    link: url({ label: 'Link', help: 'Link to external URL', nullable: true }),
    locked: flag('Locked', 'Locked parts cannot be edited', false),
    minimum_stock: quantity({
      type: 'float',
      label: 'Minimum Stock',
      help: 'Minimum allowed stock level',
      default: 0n,
    }),
    maximum_stock: quantity({
      type: 'float',
      label: 'Maximum Stock',
      help: 'Maximum allowed stock level',
      default: 0n,
    }),
    name: text({ label: 'Name', help: 'Part name', required: true, maxLength: 100 }),
    notes: text({
      label: 'Notes',
      help: 'Markdown notes',
      nullable: true,
      maxLength: 50_000,
      detailOnly: true,
    }),
    pk: primaryKey(),
    purchaseable: flag('Purchaseable', 'Can this part be purchased from external suppliers?', true),
    revision: text({
      label: 'Revision',
      help: 'Part revision or version number',
      maxLength: 100,
      nullable: true,
      default: '',
    }),
    revision_of: related({
      label: 'Revision Of',
      help: 'Is this part a revision of another part?',
      column: 'revision_of_id',
      nullable: true,
      to: PART,
    }),
    revision_count: computed({
      type: 'integer',
      label: 'Revisions',
      schema: { type: ['integer', 'null'] },
      encode: (row) => integerText(row.revision_count),
    }),
    salable: flag('Salable', 'Can this part be sold to customers?', true),
    starred: constant(false),
    thumbnail: thumbnailField(),
    testable: flag('Testable', 'Can this part have test results recorded against it?', false),
    trackable: flag('Trackable', 'Does this part have tracking for unique items?', false),
    units: text({ label: 'Units', help: 'Units of measure for this part', maxLength: 20 }),
    variant_of: related({
      label: 'Variant Of',
      help: 'Is this part a variant of another part?',
      column: 'variant_of_id',
      nullable: true,
      to: PART,
    }),
    virtual: flag(
      'Virtual',
      'Is this a virtual part, such as a software product or license?',
      false
    ),
    consumable: flag('Consumable', 'Is this part a consumable?', false),
    pricing_min: priceField('Minimum Price'),
    pricing_max: priceField('Maximum Price'),
    pricing_updated: pricingUpdatedField(),
    responsible: constant(null),
    allocated_to_build_orders: zeroSum('Allocated to build orders'),
    allocated_to_sales_orders: stockSum('allocated', 'Allocated to sales orders'),
    building: zeroSum('Building'),
    scheduled_to_build: zeroSum('Scheduled to build'),
    category_default_location: computed({
      type: 'integer',
      label: 'Category default location',
      schema: { type: ['integer', 'null'] },
      select: ['part_categories.default_location_id as category_default_location'],
      encode: (row) => integerText(row.category_default_location),
    }),
    in_stock: stockSum('in_stock', 'In stock'),
    ordering: zeroSum('On order'),
    required_for_build_orders: constant(0),
    required_for_sales_orders: constant(0),
    stock_item_count: lotCount(),
    total_in_stock: stockSum('in_stock', 'Total in stock'),
    external_stock: stockSum('external_stock', 'External stock'),
    unallocated_stock: stockSum('unallocated_stock', 'Unallocated stock'),
    variant_stock: zeroSum('Variant stock'),
    id: primaryKey(),
    quantity: stockSum('in_stock', 'Quantity in stock'),
    purchase_price: money({
      label: 'Purchase price',
      help: 'What one unit usually costs',
      nullable: true,
    }),
    sale_price: money({
      label: 'Sale price',
      help: 'What one unit is usually sold for',
      nullable: true,
    }),
    supplier: related({
      label: 'Supplier',
      help: 'Main supplier',
      column: 'supplier_id',
      nullable: true,
      to: COMPANY,
    }),
    default_location_detail: detailOf('stocklocation', {
      on: 'location_detail',
      column: 'default_location_id',
    }),
    parameters: emptyList('parameters'),
    category_path: expansion({
      on: 'path_detail',
      load: (rows, { client }) =>
        pathTexts(client, rows, { table: 'part_categories', column: 'category_id' }),
    }),
    category_detail: detailOf('partcategory', { on: 'category_detail', column: 'category_id' }),
    tags: emptyList('tags'),
    price_breaks: emptyList('price_breaks'),
  },
  join: (query) => query.leftJoin('part_categories', 'part_categories.id', 'parts.category_id'),
  complete: addPartFigures,
  list: partList,
})
