import { formatMoney, formatQuantity, toScaledOrNull } from '#core/decimal'
import { parseInput } from '#core/resource/parse_input'
import { inPieces, placeholders, selectRows } from '#core/sql'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { SYSTEM } from '#accounts/audit'
import { createCategory } from '#catalog/actions/create_category'
import { createCompany } from '#catalog/actions/create_company'
import { createPart } from '#catalog/actions/create_part'
import { categoryResource } from '#catalog/resources/category'
import { companyResource } from '#catalog/resources/company'
import { partResource } from '#catalog/resources/part'
import { createLocation } from '#stock/actions/create_location'
import { makeUpItem, type MadeUpItem } from '#stock/import/made_up_item'
import { locationResource } from '#stock/resources/location'

const SKUS_A_QUERY = 200
const MADE_UP = 'Made up for imported sales data, which names no suppliers.'

interface CatalogueEntry {
  partId: number
  supplierId: number | null
  purchasePrice: bigint
}

/** An item of the file; its entry in the catalogue is known from {@link ImportedItems.settle} on. */
export interface ImportedItem extends MadeUpItem {
  entry: CatalogueEntry | null
}

export interface ItemDescription {
  description: string
  medianPrice: bigint
}

/** The items and locations that a sales file names: found in the catalogue by their code, or made. */
export class ImportedItems {
  #items = new Map<string, ImportedItem>()
  #new: ImportedItem[] = []
  #locations = new Map<string, number>()

  constructor(private descriptions: ReadonlyMap<string, ItemDescription>) {}

  get count(): number {
    return this.#items.size
  }

  /** The item of this code; `price` is what its first sale took. */
  item(sku: string, price: bigint): ImportedItem {
    const known = this.#items.get(sku)
    if (known) return known
    const described = this.descriptions.get(sku)
    const madeUp = makeUpItem({
      sku,
      description: described?.description ?? sku,
      salePrice: described?.medianPrice ?? price,
      firstPrice: price,
    })
    const item = { ...madeUp, entry: null }
    this.#items.set(sku, item)
    this.#new.push(item)
    return item
  }

  /** Finds or makes the parts of all items asked for since the last time. */
  async settle(): Promise<void> {
    for (const items of inPieces(this.#new, SKUS_A_QUERY)) {
      const entries = await transact((unit) => settleItems(unit, items))
      for (const item of items) item.entry = entries.get(item.sku) ?? null
    }
    this.#new = []
  }

  /** The location of this name, wherever in the tree; made at the top when there is none. */
  async location(name: string): Promise<number> {
    const known = this.#locations.get(name)
    if (known) return known
    const id = await transact(async (unit) => {
      const row = await unit.trx.from('stock_locations').where('name', name).orderBy('id').first()
      if (row) return Number(row.id)
      const values = await parseInput(locationResource, { name }, { client: unit.trx })
      return createLocation(values, SYSTEM, unit)
    })
    this.#locations.set(name, id)
    return id
  }
}

async function settleItems(unit: UnitOfWork, items: ImportedItem[]) {
  const entries = await findEntries(unit, items)
  for (const item of items) {
    if (!entries.has(item.sku)) entries.set(item.sku, await makePart(unit, item))
  }
  return entries
}

interface EntryRow {
  id: number
  ipn: string
  supplier_id: number | null
  purchase_price: unknown
}

async function findEntries(unit: UnitOfWork, items: ImportedItem[]) {
  const rows = await selectRows<EntryRow>(
    unit.trx,
    `SELECT id, ipn, supplier_id, purchase_price FROM parts WHERE ipn IN (${placeholders(items.length)}) ORDER BY id DESC`,
    items.map(({ sku }) => sku)
  )
  const bySku = new Map(items.map((item) => [item.sku, item]))
  return new Map<string, CatalogueEntry>(
    rows.map((row) => {
      const purchasePrice = toScaledOrNull(row.purchase_price) ?? bySku.get(row.ipn)?.purchasePrice
      const entry = { partId: Number(row.id), supplierId: row.supplier_id }
      return [row.ipn, { ...entry, purchasePrice: purchasePrice ?? 0n }]
    })
  )
}

async function makePart(unit: UnitOfWork, item: ImportedItem): Promise<CatalogueEntry> {
  const supplierId = await supplierIdOf(unit, item)
  const values = await parseInput(
    partResource,
    {
      name: item.name,
      description: item.description,
      IPN: item.sku,
      units: 'pcs',
      category: await categoryIdOf(unit, item),
      supplier: supplierId,
      purchase_price: formatMoney(item.purchasePrice),
      sale_price: formatMoney(item.salePrice),
      minimum_stock: formatQuantity(item.minimumStock),
    },
    { client: unit.trx }
  )
  const partId = await createPart(values, SYSTEM, unit)
  return { partId, supplierId, purchasePrice: item.purchasePrice }
}

async function categoryIdOf(unit: UnitOfWork, { category: name }: ImportedItem): Promise<number> {
  const row = await unit.trx.from('part_categories').where('name', name).orderBy('id').first()
  if (row) return Number(row.id)
  const values = await parseInput(categoryResource, { name }, { client: unit.trx })
  return createCategory(values, SYSTEM, unit)
}

async function supplierIdOf(unit: UnitOfWork, { supplier }: ImportedItem): Promise<number> {
  const row = await unit.trx.from('companies').where('name', supplier.name).orderBy('id').first()
  if (row) return Number(row.id)
  const values = await parseInput(
    companyResource,
    {
      name: supplier.name,
      description: MADE_UP,
      is_supplier: true,
      lead_time_days: supplier.leadTimeDays,
    },
    { client: unit.trx }
  )
  return createCompany(values, SYSTEM, unit)
}
