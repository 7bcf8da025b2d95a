import { partBriefResource } from '#catalog/resources/part_brief'
import { PART } from '#catalog/resources/targets'
import { detailOf } from '#core/resource/detail'
import { booleanText, integerText, stringText } from '#core/resource/json_text'
import { money, quantity } from '#core/resource/number_fields'
import { boolean, choice, date, datetime, related } from '#core/resource/plain_fields'
import {
  computed,
  constant,
  expansion,
  primaryKey,
  readOnly,
} from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text, url } from '#core/resource/text_fields'
import { pathTexts } from '#core/resource/tree'
import { today } from '#core/time'
import { STOCK_STATUSES } from '#stock/ledger/status'
import { completeLots } from '#stock/queries/complete_lots'
import { isExpired, isInStock, isStale, statusText } from '#stock/resources/stock_item_values'
import { stockItemList } from '#stock/resources/stock_item_list'
import { locationBriefResource } from '#stock/resources/location_brief'
import { STOCK_LOCATION } from '#stock/resources/targets'

const INTEGER = { type: ['integer', 'null'] }
const BOOLEAN = { type: ['boolean', 'null'] }

const STATUS_CHOICES = Object.entries(STOCK_STATUSES).map(([code, { label }]) => ({
  value: Number(code),
  label,
}))

/** A lot, as InvenTree's stock item. */
export const stockItemResource = defineResource({
  model: 'stockitem',
  title: 'StockItem',
  label: 'Stock item',
  table: 'stock_items',
  area: 'stock',
  path: '/api/stock/',
  fields: {
    pk: primaryKey(),
    part: related({
      label: 'Part',
      help: 'Base part',
      column: 'part_id',
      required: true,
      to: PART,
    }),
    quantity: quantity({ label: 'Quantity', help: 'Stock quantity', required: true }),
    serial: text({
      label: 'Serial number',
      help: 'Serial number for this item',
      maxLength: 100,
      nullable: true,
    }),
    batch: text({
      label: 'Batch',
      help: 'Batch code for this stock item',
      maxLength: 100,
      nullable: true,
    }),
    location: related({
      label: 'Location',
      help: 'Where is this stock item located?',
      column: 'location_id',
      nullable: true,
      to: STOCK_LOCATION,
    }),
    belongs_to: constant(null),
    build: constant(null),
    consumed_by: constant(null),
    customer: constant(null),
    delete_on_deplete: boolean({
      label: 'Delete on deplete',
      help: 'Hide this stock item when its stock is depleted',
      default: true,
    }),
    expiry_date: date({
      label: 'Expiry Date',
      help: 'Expiry date for stock item. Stock will be considered expired after this date',
      nullable: true,
    }),
    in_stock: computed({
      type: 'boolean',
      label: 'In stock',
      schema: BOOLEAN,
      select: ['quantity', 'status'],
      encode: (row) => booleanText(isInStock(row)),
    }),
    is_building: constant(false),
    link: url({ label: 'Link', help: 'Link to external URL' }),
    notes: text({ label: 'Notes', help: 'Notes', nullable: true }),
    owner: constant(null),
    packaging: text({
      label: 'Packaging',
      help: 'Packaging this stock item is stored in',
      maxLength: 50,
      nullable: true,
    }),
    parent: computed({
      type: 'related field',
      label: 'Parent stock item',
      schema: INTEGER,
      select: ['parent_id'],
      encode: (row) => integerText(row.parent_id),
    }),
    purchase_order: constant(null),
    purchase_order_reference: constant(null),
    sales_order: constant(null),
    sales_order_reference: constant(null),
    status: choice({
      label: 'Status',
      help: 'Stock status code',
      choices: STATUS_CHOICES,
      default: 10,
    }),
    status_text: computed({
      type: 'string',
      label: 'Status text',
      schema: { type: 'string' },
      select: ['status'],
      encode: (row) => stringText(statusText(row)),
    }),
    status_custom_key: computed({
      type: 'integer',
      label: 'Status custom key',
      schema: INTEGER,
      select: ['status'],
      encode: (row) => integerText(row.status),
    }),
    supplier_part: constant(null),
    SKU: constant(null),
    MPN: constant(null),
    barcode_hash: constant(''),
    creation_date: readOnly(datetime({ label: 'Creation Date', column: 'created_at' })),
    stocktake_date: readOnly(date({ label: 'Stocktake date', nullable: true })),
    updated: readOnly(datetime({ label: 'Updated', column: 'updated_at' })),
    purchase_price: money({
      label: 'Purchase price',
      help: 'Purchase price of this stock item, per unit',
      column: 'unit_cost',
      nullable: true,
    }),
    purchase_price_currency: readOnly(text({ label: 'Currency', column: 'currency' })),
    allocated: readOnly(quantity({ label: 'Allocated' })),
    expired: computed({
      type: 'boolean',
      label: 'Expired',
      schema: BOOLEAN,
      encode: (row) => booleanText(isExpired(row, today())),
    }),
    installed_items: constant(0),
    child_items: computed({
      type: 'integer',
      label: 'Child items',
      schema: INTEGER,
      encode: (row) => integerText(row.child_items ?? null),
    }),
    stale: computed({
      type: 'boolean',
      label: 'Stale',
      schema: BOOLEAN,
      encode: (row) => booleanText(isStale(row, today())),
    }),
    part_detail: detailOf(partBriefResource.model, {
      on: 'part_detail',
      column: 'part_id',
      byDefault: true,
    }),
    tracking_items: computed({
      type: 'integer',
      label: 'Tracking items',
      schema: INTEGER,
      encode: (row) => integerText(row.tracking_items ?? null),
    }),
    tests: expansion({ on: 'tests', load: async (rows) => rows.map(() => '[]') }),
    supplier_part_detail: expansion({
      on: 'supplier_part_detail',
      load: async (rows) => rows.map(() => 'null'),
    }),
    location_path: expansion({
      on: 'path_detail',
      load: (rows, { client }) =>
        pathTexts(client, rows, {
          table: 'stock_locations',
          column: 'location_id',
          icon: 'custom_icon',
        }),
    }),
    location_detail: detailOf(locationBriefResource.model, {
      on: 'location_detail',
      column: 'location_id',
    }),
    tags: expansion({ on: 'tags', load: async (rows) => rows.map(() => '[]') }),
    id: primaryKey(),
    value: readOnly(money({ label: 'Value', help: 'What it cost, all of it' })),
    received_at: readOnly(datetime({ label: 'Received', help: 'When it arrived' })),
  },
  scope: (query) => void query.where('stock_items.is_listed', 1),
  complete: completeLots,
  list: stockItemList,
})
