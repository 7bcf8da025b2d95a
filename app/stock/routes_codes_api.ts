import { defineEndpoint } from '#core/http/endpoint'
import type { JsonSchema } from '#core/resource/field'
import { CODED_MODELS, LONGEST_CODE } from '#catalog/barcodes/code'
import {
  generateBarcode,
  linkBarcodeByApi,
  scanBarcode,
  unlinkBarcodeByApi,
} from '#stock/controllers/api/barcode_endpoints'

const TAG = 'Barcode'
const barcode: JsonSchema = { type: 'string', maxLength: LONGEST_CODE }
const targets = Object.fromEntries(CODED_MODELS.map((model) => [model, { type: 'integer' }]))
const found: JsonSchema = {
  type: 'object',
  properties: {
    ...Object.fromEntries(
      CODED_MODELS.map((model) => [
        model,
        {
          type: 'object',
          properties: {
            pk: { type: 'integer' },
            api_url: { type: 'string' },
            web_url: { type: 'string' },
          },
        },
      ])
    ),
    success: { type: 'string' },
    plugin: { type: ['string', 'null'] },
    barcode_data: { type: 'string' },
    barcode_hash: { type: 'string', description: 'SHA-256 of the text' },
  },
}

defineEndpoint(
  {
    method: 'POST',
    path: '/api/barcode/',
    summary: 'What a scanned code stands for: own and linked codes, IPN, serial and batch numbers',
    tag: TAG,
    isKeyless: true,
    body: { type: 'object', required: ['barcode'], properties: { barcode } },
    answer: { status: 200, schema: found },
  },
  scanBarcode
)
defineEndpoint(
  {
    method: 'POST',
    path: '/api/barcode/link/',
    summary: 'Link a foreign code to a part, a stock item or a location',
    tag: TAG,
    body: { type: 'object', required: ['barcode'], properties: { barcode, ...targets } },
    answer: { status: 200, schema: found },
  },
  linkBarcodeByApi
)
defineEndpoint(
  {
    method: 'POST',
    path: '/api/barcode/unlink/',
    summary: 'Take the foreign codes of a part, a stock item or a location away',
    tag: TAG,
    body: { type: 'object', properties: targets },
    answer: {
      status: 200,
      schema: { type: 'object', properties: { success: { type: 'string' } } },
    },
  },
  unlinkBarcodeByApi
)
defineEndpoint(
  {
    method: 'POST',
    path: '/api/barcode/generate/',
    summary: 'The code of our own of a part, a stock item or a location',
    tag: TAG,
    isKeyless: true,
    body: {
      type: 'object',
      required: ['model', 'pk'],
      properties: { model: { enum: [...CODED_MODELS] }, pk: { type: 'integer' } },
    },
    answer: { status: 200, schema: { type: 'object', properties: { barcode } } },
  },
  generateBarcode
)
