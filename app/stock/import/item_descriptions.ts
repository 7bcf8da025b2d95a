import { createReadStream } from 'node:fs'
import { parse } from 'csv-parse'
import { DecimalError, parseMoney } from '#core/decimal'
import type { ItemDescription } from '#stock/import/imported_items'
import { NotASalesFile } from '#stock/import/sales_file'

const COLUMNS = ['sku', 'description', 'median_price']

/** Reads a CSV file of sku, description and median_price. Throws {@link NotASalesFile}. */
export async function readItemDescriptions(path: string): Promise<Map<string, ItemDescription>> {
  const items = new Map<string, ItemDescription>()
  const parser = parse({ bom: true, columns: (names: string[]) => checkHeader(names, path) })
  for await (const row of createReadStream(path)
    .on('error', (error) => parser.destroy(error))
    .pipe(parser)) {
    const medianPrice = readPrice(row.median_price)
    if (row.sku && medianPrice) {
      items.set(row.sku.trim(), { description: row.description.trim() || row.sku, medianPrice })
    }
  }
  return items
}

function checkHeader(names: string[], path: string): string[] {
  const found = names.map((name) => name.trim().toLowerCase())
  const missing = COLUMNS.filter((name) => !found.includes(name))
  if (missing.length === 0) return found
  throw new NotASalesFile(`${path} has no column ${missing.join(', ')}`)
}

/** 0 for a price that cannot be read: the item's first sale then tells one. */
function readPrice(text: string): bigint {
  try {
    return parseMoney(text)
  } catch (error) {
    if (error instanceof DecimalError) return 0n
    throw error
  }
}
