import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaledOrNull } from '#core/decimal'
import { t } from '#core/i18n'
import type { RowMessages, RowValues } from '#core/import/kinds'
import type { Row } from '#core/sql'

/** An item as an import books on it. */
export interface StockedItem {
  id: number
  name: string
  sku: string
  isVirtual: boolean
  purchasePrice: bigint | null
  salePrice: bigint | null
  supplierId: number | null
  expiryDays: number
}

export interface StockedPlace {
  id: number
  path: string
  isStructural: boolean
}

type Several = 'several'

/** The items and places that rows name, looked up at once. */
export class StockReferences {
  #bySku = new Map<string, StockedItem | Several>()
  #byName = new Map<string, StockedItem | Several>()
  #places = new Map<string, StockedPlace | Several>()

  static async of(
    rows: readonly { values: RowValues }[],
    client: QueryClientContract = db.connection()
  ): Promise<StockReferences> {
    const references = new StockReferences()
    const valuesOf = (key: string) => [...new Set(rows.flatMap(({ values }) => values[key] ?? []))]
    await references.#readItems(client, { skus: valuesOf('sku'), names: valuesOf('item') })
    await references.#readPlaces(client, valuesOf('location'))
    return references
  }

  item({ sku, item }: RowValues): StockedItem | Several | undefined {
    return sku ? this.#bySku.get(sku) : this.#byName.get(item ?? '')
  }

  place({ location }: RowValues): StockedPlace | Several | undefined {
    return location ? this.#places.get(location) : undefined
  }

  async #readItems(
    client: QueryClientContract,
    { skus, names }: { skus: string[]; names: string[] }
  ): Promise<void> {
    const columns: [string, string[], Map<string, StockedItem | Several>][] = [
      ['ipn', skus, this.#bySku],
      ['name', names, this.#byName],
    ]
    for (const [column, wanted, found] of columns) {
      if (wanted.length === 0) continue
      const rows: Row[] = await client.from('parts').whereIn(column, wanted)
      for (const row of rows) keep(found, String(row[column]), toItem(row))
    }
  }

  async #readPlaces(client: QueryClientContract, wanted: string[]): Promise<void> {
    for (const column of ['pathstring', 'name']) {
      const missing = wanted.filter((name) => !this.#places.has(name))
      if (missing.length === 0) return
      const rows: Row[] = await client.from('stock_locations').whereIn(column, missing)
      for (const row of rows) {
        keep(this.#places, String(row[column]), {
          id: Number(row.id),
          path: String(row.pathstring),
          isStructural: Boolean(row.structural),
        })
      }
    }
  }
}

function keep<T>(found: Map<string, T | Several>, name: string, one: T): void {
  found.set(name, found.has(name) ? 'several' : one)
}

function toItem(row: Row): StockedItem {
  return {
    id: Number(row.id),
    name: String(row.name),
    sku: String(row.ipn ?? ''),
    isVirtual: Boolean(row.virtual),
    purchasePrice: toScaledOrNull(row.purchase_price),
    salePrice: toScaledOrNull(row.sale_price),
    supplierId: row.supplier_id === null ? null : Number(row.supplier_id),
    expiryDays: Number(row.default_expiry),
  }
}

/** The item that a row names, or what is wrong with it. */
export function itemOrMessages(
  values: RowValues,
  references: StockReferences
): StockedItem | RowMessages {
  const item = references.item(values)
  const field = values.sku ? 'sku' : 'item'
  if (!values.sku && !values.item) return { sku: t('Name the item by its SKU or its name.') }
  if (item === undefined) {
    return { [field]: t('There is no item “{got}”.', { got: values[field] }) }
  }
  if (item === 'several') {
    return { [field]: t('Several items are called so. Give the SKU of the one that is meant.') }
  }
  return item.isVirtual ? { [field]: t('Stock cannot be kept of this item.') } : item
}

export function isItem(found: StockedItem | RowMessages): found is StockedItem {
  return typeof found.id === 'number'
}

/** What is wrong with the place that a row names; nothing for one that may be made. */
export function placeMessages(
  values: RowValues,
  references: StockReferences,
  mayMake: boolean
): RowMessages {
  const place = references.place(values)
  if (!values.location) return {}
  if (place === 'several') {
    return { location: t('Several locations are called so. Write the full path.') }
  }
  if (place?.isStructural) {
    return { location: t('This location only groups others: choose one below it.') }
  }
  if (place || mayMake) return {}
  return { location: t('There is no location “{got}”.', { got: values.location }) }
}
