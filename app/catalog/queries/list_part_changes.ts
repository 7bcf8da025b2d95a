import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import type { Row } from '#core/sql'
import { viewHelpers } from '#core/view_helpers'

export const CHANGES_A_PAGE = 25

/** One field that changed; `from` is null where the entry tells only what is there now. */
export interface FieldChange {
  field: string
  from: string | null
  to: string
}

export interface PartChange {
  id: number
  at: string
  userName: string
  action: string
  fields: FieldChange[]
}

type Writer = (value: unknown, names: Names) => string

const text: Writer = (value) => String(value)
const yesNo: Writer = (value) => (Number(value) || value === true ? t('yes') : t('no'))
const money: Writer = (value) => viewHelpers.money(toScaled(value))
const quantity: Writer = (value) => viewHelpers.quantity(toScaled(value))
const named =
  (table: string): Writer =>
  (value, names) =>
    names.get(`${table} ${value}`) ?? `#${value}`

interface Described {
  label: string
  write: Writer
  /** The table that the value is an id of. */
  table?: string
}

const described = (label: string, write: Writer = text): Described => ({ label, write })
const reference = (label: string, table: string): Described => ({
  label,
  write: named(table),
  table,
})

/** What people call the columns of a part, and the fields as they are named when it is made. */
const FIELDS: Record<string, Described> = {
  name: described(translatable('Name')),
  description: described(translatable('Description')),
  ipn: described(translatable('SKU')),
  IPN: described(translatable('SKU')),
  keywords: described(translatable('Keywords')),
  units: described(translatable('Unit')),
  link: described(translatable('Link')),
  attachment: described(translatable('Attachment')),
  notes: described(translatable('Notes')),
  revision: described(translatable('Revision')),
  default_expiry: described(translatable('Keeps for')),
  purchase_price: described(translatable('Purchase price'), money),
  sale_price: described(translatable('Sale price'), money),
  minimum_stock: described(translatable('Minimum stock'), quantity),
  maximum_stock: described(translatable('Maximum stock'), quantity),
  is_active: described(translatable('Active'), yesNo),
  active: described(translatable('Active'), yesNo),
  category_id: reference(translatable('Category'), 'part_categories'),
  category: reference(translatable('Category'), 'part_categories'),
  supplier_id: reference(translatable('Supplier'), 'companies'),
  supplier: reference(translatable('Supplier'), 'companies'),
  default_location_id: reference(translatable('Default location'), 'stock_locations'),
  default_location: reference(translatable('Default location'), 'stock_locations'),
  image: described(translatable('Picture'), () => t('a picture')),
}

const ACTIONS: Record<string, string> = {
  create: translatable('Added'),
  change: translatable('Changed'),
  update: translatable('Changed'),
  activate: translatable('Activated'),
  deactivate: translatable('Deactivated'),
}

/** Names of what ids stand for, by "table id". */
type Names = ReadonlyMap<string, string>

type Entry = [key: string, from: unknown, to: unknown]

/** What was changed about a part, by whom, from what to what: the latest first. */
export async function listPartChanges(
  partId: number,
  page: number
): Promise<{ changes: PartChange[]; hasNext: boolean }> {
  const rows: Row[] = await db
    .from('audit_log')
    .where('model', 'part')
    .where('model_id', partId)
    .orderBy('id', 'desc')
    .offset((page - 1) * CHANGES_A_PAGE)
    .limit(CHANGES_A_PAGE + 1)
  const shown = rows.slice(0, CHANGES_A_PAGE)
  const entries = shown.map((row) => entriesOf(row))
  const names = await readNames(entries.flat())
  const changes = shown.map((row, index): PartChange => {
    return {
      id: Number(row.id),
      at: String(row.created_at),
      userName: String(row.username),
      action: t(ACTIONS[String(row.action)] ?? String(row.action)),
      fields: entries[index].map((entry) => describe(entry, names)),
    }
  })
  return { changes, hasNext: rows.length > CHANGES_A_PAGE }
}

/** A change keeps old and new value of each column; a creation only what was given. */
function entriesOf({ action, changes }: Row): Entry[] {
  const parsed: Record<string, unknown> = JSON.parse(String(changes ?? '{}'))
  return Object.entries(parsed)
    .filter(([key]) => Object.hasOwn(FIELDS, key))
    .map(([key, value]): Entry => {
      const isPair = action === 'change' && Array.isArray(value) && value.length === 2
      return isPair ? [key, value[0], value[1]] : [key, undefined, value]
    })
    .filter(([, from, to]) => from !== undefined || !isNothing(to))
}

function isNothing(value: unknown): boolean {
  return value === null || value === '' || value === undefined || value === '0'
}

function describe([key, from, to]: Entry, names: Names): FieldChange {
  const { label, write } = FIELDS[key]
  const inWords = (value: unknown) => (value === null || value === '' ? '–' : write(value, names))
  return { field: t(label), from: from === undefined ? null : inWords(from), to: inWords(to) }
}

const NAME_COLUMNS: Record<string, string> = {
  part_categories: 'pathstring',
  companies: 'name',
  stock_locations: 'pathstring',
}

async function readNames(entries: readonly Entry[]): Promise<Names> {
  const names = new Map<string, string>()
  for (const [table, column] of Object.entries(NAME_COLUMNS)) {
    const ids = entries
      .filter(([key]) => FIELDS[key].table === table)
      .flatMap(([, from, to]) => [from, to])
      .map(Number)
      .filter((id) => id > 0)
    if (ids.length === 0) continue
    const rows: Row[] = await db
      .from(table)
      .whereIn('id', [...new Set(ids)])
      .select('id', column)
    for (const row of rows) names.set(`${table} ${row.id}`, String(row[column]))
  }
  return names
}
