import { defineEndpoint } from '#core/http/endpoint'
import { answerList } from '#core/resource/answer_list'
import { defineResourceEndpoints } from '#core/resource/define_endpoints'
import {
  fieldsSchema,
  filterParameters,
  inputSchema,
  listSchema,
  objectSchema,
} from '#core/resource/open_api_schemas'
import { treeResource } from '#core/resource/tree_resource'
import { partResource } from '#catalog/resources/part'
import { createLocation } from '#stock/actions/create_location'
import { deleteLocation } from '#stock/actions/delete_location'
import { deleteLot } from '#stock/actions/delete_lot'
import { updateLocation } from '#stock/actions/update_location'
import { updateStockItem } from '#stock/actions/update_stock_item'
import {
  adjustStock,
  changeStatus,
  type AdjustmentName,
} from '#stock/controllers/api/adjustment_endpoints'
import {
  createPartWithStock,
  createPlainPart,
  OPENING_FIELDS,
} from '#stock/controllers/api/part_endpoints'
import { listBalances } from '#stock/controllers/api/balance_endpoints'
import { createItems, listStatuses } from '#stock/controllers/api/stock_item_endpoints'
import { createReversal, createTransaction } from '#stock/controllers/api/transaction_endpoints'
import { locationResource } from '#stock/resources/location'
import { stockItemResource } from '#stock/resources/stock_item'
import { trackingResource } from '#stock/resources/tracking'
import { transactionResource } from '#stock/resources/transaction'

const TAG = 'Stock item'

const locationActions = {
  create: createLocation,
  update: updateLocation,
  remove: deleteLocation,
  bulk: ['change', 'delete'] as const,
}
defineResourceEndpoints(locationResource, locationActions)
defineResourceEndpoints(locationResource, locationActions, { path: '/api/locations/' })

const locationTree = treeResource(locationResource, {
  children: 'sublocations',
  icon: 'custom_icon',
})
defineEndpoint(
  {
    method: 'GET',
    path: locationTree.path,
    summary: 'Stock location: the tree, as a flat list in the order of its paths',
    tag: locationResource.label,
    needs: ['stock_location', 'view'],
    query: () => filterParameters(locationTree),
    answer: { status: 200, schema: listSchema(locationResource) },
  },
  (ctx) => answerList(ctx, locationTree)
)

const newPart = { tag: partResource.label, needs: ['part', 'add'] as const }
const made = { status: 201, schema: objectSchema(partResource) }
const opening = fieldsSchema(OPENING_FIELDS)
defineEndpoint(
  {
    ...newPart,
    method: 'POST',
    path: '/api/part/',
    summary: 'Part: create, with initial_stock if wanted',
    body: {
      allOf: [
        inputSchema(partResource),
        { type: 'object', properties: { initial_stock: opening } },
      ],
    },
    answer: made,
  },
  createPartWithStock
)
defineEndpoint(
  {
    ...newPart,
    method: 'POST',
    path: '/api/parts/',
    summary: 'Part: create, with quantity and location if wanted; names do as well as ids',
    body: { allOf: [inputSchema(partResource), opening] },
    answer: made,
  },
  createPlainPart
)

defineResourceEndpoints(trackingResource, {})

const SUMMARIES: Record<AdjustmentName, string> = {
  add: 'Add to stock items',
  remove: 'Remove from stock items; more than there is is refused',
  count: 'Set stock items to what was counted',
  transfer: 'Move stock items, or a part of each, to another place',
}
const ADJUSTMENT_BODY = {
  type: 'object',
  required: ['items'],
  properties: {
    items: {
      type: 'array',
      items: {
        type: 'object',
        required: ['pk', 'quantity'],
        properties: {
          pk: { type: 'integer' },
          quantity: { type: 'number', minimum: 0 },
          status: { type: ['integer', 'null'] },
        },
      },
    },
    notes: { type: 'string' },
    location: { type: ['integer', 'null'] },
  },
}

for (const [name, summary] of Object.entries(SUMMARIES) as [AdjustmentName, string][]) {
  defineEndpoint(
    {
      method: 'POST',
      path: `/api/stock/${name}/`,
      summary,
      tag: TAG,
      needs: ['stock', name === 'add' ? 'add' : 'change'],
      body: ADJUSTMENT_BODY,
      answer: { status: 201, description: 'The request, echoed' },
    },
    adjustStock(name)
  )
}

defineEndpoint(
  {
    method: 'POST',
    path: '/api/stock/change_status/',
    summary: 'Change the status of stock items',
    tag: TAG,
    needs: ['stock', 'change'],
    body: {
      type: 'object',
      required: ['items', 'status'],
      properties: {
        items: { type: 'array', items: { type: 'integer' } },
        status: { type: 'integer' },
        note: { type: 'string' },
      },
    },
    answer: { status: 201, description: 'The request, echoed' },
  },
  changeStatus
)

defineEndpoint(
  {
    method: 'GET',
    path: '/api/stock/balance/',
    summary: 'Stock by part and place as of a moment, and as it was known at a moment',
    tag: TAG,
    needs: ['stock', 'view'],
    query: () => ({
      as_of: { type: 'string', description: 'A day, or a date with time; now when left out' },
      known_at: {
        type: 'string',
        description: 'Leave out what was recorded later, however early it is dated',
      },
      part: { type: 'integer' },
    }),
    answer: {
      status: 200,
      schema: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            part: { type: 'integer' },
            location: { type: ['integer', 'null'] },
            quantity: { type: 'number' },
            value: { type: 'number' },
          },
        },
      },
    },
  },
  listBalances
)

defineEndpoint(
  {
    method: 'GET',
    path: '/api/stock/status/',
    summary: 'The status codes of stock',
    tag: TAG,
    answer: { status: 200, description: 'Each status by its name' },
  },
  listStatuses
)

defineEndpoint(
  {
    method: 'POST',
    path: '/api/stock/',
    summary: 'Stock item: create; with serial_numbers one for each',
    tag: TAG,
    needs: ['stock', 'add'],
    body: inputSchema(stockItemResource),
    answer: { status: 201, schema: { type: 'array', items: objectSchema(stockItemResource) } },
  },
  createItems
)
defineResourceEndpoints(stockItemResource, {
  update: updateStockItem,
  remove: (id, actor, unit) => deleteLot({ lotId: id, actorId: actor.id }, unit),
  bulk: ['change', 'delete'],
})

defineEndpoint(
  {
    method: 'POST',
    path: '/api/transactions/',
    summary: 'Book stock in or out',
    tag: 'Transaction',
    needs: ['stock', 'add'],
    body: {
      type: 'object',
      required: ['part', 'type', 'quantity'],
      properties: {
        part: { type: ['integer', 'string'], description: 'Id, exact IPN or exact name' },
        type: { enum: ['IN', 'OUT'] },
        quantity: { type: 'number', exclusiveMinimum: 0 },
        location: { type: ['integer', 'string', 'null'], description: 'Id or exact name' },
        date: { type: 'string', description: 'YYYY-MM-DD, or a date with time' },
        unit_price: { type: 'number', minimum: 0 },
        note: { type: 'string' },
      },
    },
    answer: { status: 201, schema: objectSchema(transactionResource) },
  },
  createTransaction
)
defineEndpoint(
  {
    method: 'POST',
    path: '/api/transactions/:id/reversals/',
    summary: 'Reverse a transaction',
    tag: 'Transaction',
    needs: ['stock', 'change'],
    body: { type: 'object', required: ['reason'], properties: { reason: { type: 'string' } } },
    answer: { status: 201, schema: objectSchema(transactionResource) },
  },
  createReversal
)
defineResourceEndpoints(transactionResource, {})
