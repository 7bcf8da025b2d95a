import { Readable } from 'node:stream'
import type { HttpContext } from '@adonisjs/core/http'
import { csvLine } from '#core/csv'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { inPieces } from '#core/sql'
import { today } from '#core/time'
import { readItemList } from '#catalog/controllers/item_list_request'
import { readItemRows, type ItemRow } from '#catalog/queries/item_rows'
import { listItemIds } from '#catalog/queries/list_items'

const PIECE = 500

const HEADINGS = [
  'Name',
  'Description',
  'SKU',
  'Category',
  'Supplier',
  'Unit',
  'Purchase price',
  'Sale price',
  'Margin %',
  'On hand',
  'Minimum',
  'Active',
]

/** The list of items as it is filtered, as a CSV file. */
export default class ItemExportsController {
  async show({ request, response }: HttpContext) {
    const ids = await listItemIds(await readItemList(request.qs()))
    response.header('content-type', 'text/csv; charset=utf-8')
    response.header('content-disposition', `attachment; filename="items-${today()}.csv"`)
    response.stream(Readable.from(csvOf(ids)))
  }
}

/** Some hundred rows at a time, so that the longest list takes no more memory than a short one. */
async function* csvOf(ids: readonly number[]): AsyncGenerator<string> {
  // The mark tells spreadsheets that the text is UTF-8.
  yield `\u{FEFF}${csvLine(HEADINGS)}`
  for (const piece of inPieces(ids, PIECE)) {
    const rows = await readItemRows(piece)
    yield rows.map((row) => csvLine(cellsOf(row))).join('')
  }
}

function cellsOf(row: ItemRow) {
  return [
    row.name,
    row.description,
    row.sku,
    row.category,
    row.supplier,
    row.units,
    priceText(row.purchasePrice),
    priceText(row.salePrice),
    row.margin?.replace('−', '-'),
    formatShort(row.onHand, QUANTITY_DECIMALS, 0),
    formatShort(row.minimumStock, QUANTITY_DECIMALS, 0),
    row.isActive ? 'yes' : 'no',
  ]
}

function priceText(price: bigint | null): string {
  return price === null ? '' : formatShort(price, MONEY_DECIMALS, 0)
}
