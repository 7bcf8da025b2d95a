import db from '@adonisjs/lucid/services/db'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { can } from '#core/access'
import { formatShort, MONEY_DECIMALS, QUANTITY_DECIMALS, toScaled } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import { changesOf, planAbsent } from '#core/import/compare'
import type {
  ImportContext,
  ImportKind,
  RowMessages,
  RowPlan,
  RowToPlan,
  RowValues,
} from '#core/import/kinds'
import type { Row } from '#core/sql'
import { applyItems, undoItem, removeUnusedReference } from '#catalog/imports/apply_items'
import { ITEM_FIELDS } from '#catalog/imports/item_fields'
import { findNamed, type Found } from '#catalog/imports/named'
import { CATEGORY_REFERENCE, COMPANY_REFERENCE } from '#catalog/queries/find_reference'

export const itemsImport: ImportKind = {
  key: 'items',
  label: translatable('Items'),
  description: translatable('What the shop sells: names, prices, categories, suppliers.'),
  icon: 'box',
  href: '/items',
  needs: [
    ['part', 'add'],
    ['part', 'change'],
  ],
  identity: translatable('An item is found by its SKU; without one, by its name.'),
  canUpdate: true,
  fields: ITEM_FIELDS,
  options: [
    {
      key: 'categories',
      label: translatable('Create missing categories'),
      needs: ['part_category', 'add'],
      isOnByDefault: true,
    },
    {
      key: 'suppliers',
      label: translatable('Create missing suppliers'),
      needs: ['purchase_order', 'add'],
      isOnByDefault: true,
    },
  ],
  plan: (rows, context) => planItems(rows, context),
  apply: applyItems,
  undo: undoItem,
  removeUnused: removeUnusedReference,
}

interface Known {
  bySku: Map<string, Row>
  byName: Map<string, Row[]>
  categories: Map<string, Found>
  suppliers: Map<string, Found>
}

async function planItems(rows: readonly RowToPlan[], context: ImportContext): Promise<RowPlan[]> {
  const known = await readKnown(rows)
  return rows.map(({ values }) => planItem(values, known, context))
}

async function readKnown(rows: readonly RowToPlan[]): Promise<Known> {
  const client = db.connection()
  const valuesOf = (key: string) => rows.flatMap(({ values }) => values[key] ?? [])
  const bySku = await partsBy(client, 'parts.ipn', valuesOf('sku'))
  const byName = await partsBy(client, 'parts.name', valuesOf('name'))
  return {
    bySku: new Map(bySku.map((row) => [String(row.ipn), row])),
    byName: Map.groupBy(byName, (row) => String(row.name)),
    categories: await findNamed(
      client,
      { table: CATEGORY_REFERENCE.table, columns: CATEGORY_REFERENCE.names },
      valuesOf('category')
    ),
    suppliers: await findNamed(
      client,
      { table: COMPANY_REFERENCE.table, columns: COMPANY_REFERENCE.names },
      valuesOf('supplier')
    ),
  }
}

async function partsBy(client: QueryClientContract, column: string, values: readonly string[]) {
  if (values.length === 0) return []
  const rows: Row[] = await client
    .from('parts')
    .leftJoin('part_categories', 'part_categories.id', 'parts.category_id')
    .leftJoin('companies', 'companies.id', 'parts.supplier_id')
    .whereIn(column, [...new Set(values)])
    .orderBy('parts.id', 'desc')
    .select('parts.*', 'part_categories.pathstring as category', 'companies.name as supplier')
  return rows
}

function planItem(values: RowValues, known: Known, context: ImportContext): RowPlan {
  const { title, identity } = namesOf(values)
  const target = findTarget(values, known)
  const messages = {
    ...referenceMessages(values, known, context),
    ...(target === 'several' ? { name: severalItems() } : {}),
  }
  if (target === 'several' || Object.keys(messages).length > 0)
    return { state: 'bad', title, identity, messages }
  if (target) return planChange(values, { target, known, context, title, identity })
  return planAbsent({ title, identity }, context)
}

function namesOf({ name = '', sku }: RowValues): { title: string; identity: string } {
  if (!sku) return { title: name, identity: `name:${name}` }
  return { title: `${sku} · ${name}`, identity: `sku:${sku}` }
}

function severalItems(): string {
  return t('Several items are called so. Give the SKU of the one that is meant.')
}

function findTarget({ sku, name = '' }: RowValues, known: Known): Row | 'several' | undefined {
  if (sku) return known.bySku.get(sku)
  const named = known.byName.get(name) ?? []
  return named.length > 1 ? 'several' : named[0]
}

interface Planning {
  context: ImportContext
  title: string
  identity: string
}

function planChange(
  values: RowValues,
  { target, known, context, title, identity }: Planning & { target: Row; known: Known }
): RowPlan {
  const targetId = Number(target.id)
  const changes = changesOf(inFull(values, known), currentValues(target), ITEM_FIELDS)
  const isChanged = context.choices.mode !== 'add' && Object.keys(changes).length > 0
  if (!isChanged) return { state: 'unchanged', title, identity, targetId }
  return { state: 'changed', title, identity, targetId, changes }
}

/** Names of categories as the full path they have. */
function inFull(values: RowValues, known: Known): RowValues {
  const found = known.categories.get(values.category ?? '')
  return typeof found === 'object' ? { ...values, category: found.text } : values
}

/** An item as an import would write it. */
function currentValues(row: Row): RowValues {
  const text = (name: string) => (row[name] === null ? '' : String(row[name]))
  const price = (name: string) =>
    row[name] === null ? '' : formatShort(toScaled(row[name]), MONEY_DECIMALS, 0)
  return {
    name: text('name'),
    sku: text('ipn'),
    category: text('category'),
    supplier: text('supplier'),
    purchase_price: price('purchase_price'),
    sale_price: price('sale_price'),
    minimum_stock: formatShort(toScaled(row.minimum_stock), QUANTITY_DECIMALS, 0),
    unit: text('units'),
    description: text('description'),
    keywords: text('keywords'),
    active: row.is_active ? '1' : '0',
  }
}

function referenceMessages(
  { category = '', supplier = '' }: RowValues,
  known: Known,
  context: ImportContext
): RowMessages {
  const messages: RowMessages = {}
  const ofCategory = known.categories.get(category)
  const ofSupplier = known.suppliers.get(supplier)
  if (ofCategory === 'none' && !mayMake(context, 'categories')) {
    messages.category = t('There is no category “{got}”.', { got: category })
  }
  if (ofSupplier === 'none' && !mayMake(context, 'suppliers')) {
    messages.supplier = t('There is no supplier “{got}”.', { got: supplier })
  }
  return { ...messages, ...severalMessages(ofCategory, ofSupplier) }
}

function severalMessages(category?: Found, supplier?: Found): RowMessages {
  const text = t('Several are called so. Write the full path, or make the names different.')
  return {
    ...(category === 'several' ? { category: text } : {}),
    ...(supplier === 'several' ? { supplier: text } : {}),
  }
}

function mayMake({ choices, actor }: ImportContext, option: 'categories' | 'suppliers'): boolean {
  const area = option === 'categories' ? 'part_category' : 'purchase_order'
  return choices.options.includes(option) && can(actor, area, 'add')
}
