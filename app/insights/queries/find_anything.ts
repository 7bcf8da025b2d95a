import db from '@adonisjs/lucid/services/db'
import { can, type Actor, type Area } from '#core/access'
import { t, translatable } from '#core/i18n'
import { formatDay } from '#core/local_format'
import { LARGEST_ID } from '#core/resource/plain_fields'
import { lookupCategories, lookupItems, lookupSuppliers } from '#catalog/queries/lookups'
import { AREA_OF, describeCoded } from '#stock/queries/describe_coded'
import { findCode } from '#stock/queries/find_code'
import { lookUpLocations } from '#stock/queries/list_locations'
import { readTransactionRows } from '#stock/queries/transaction_rows'
import { findCommands, findPages, type Found } from '#insights/find/commands'

export interface FoundGroup {
  label: string
  results: Found[]
}

interface Named {
  id: number
  text: string
  hint?: string
  image?: string | null
}

interface Source {
  label: string
  area: Area
  find: (text: string) => Promise<Found[]>
}

const MOST_OF_A_KIND = 6
const SHORTEST_CODE = 3
/** One word with a digit in it: a code, rather than a word. */
const LOOKS_SCANNED = /^(?=.*\d)\S{6,}$/
const NUMBER = /^#?(\d{1,10})$/

const SOURCES: readonly Source[] = [
  { label: translatable('Items'), area: 'part', find: findItems },
  {
    label: translatable('Locations'),
    area: 'stock_location',
    find: (text) => linksTo('/locations', lookUpLocations(text)),
  },
  {
    label: translatable('Suppliers'),
    area: 'purchase_order',
    find: (text) => linksTo('/suppliers', lookupSuppliers(text)),
  },
  {
    label: translatable('Categories'),
    area: 'part_category',
    find: (text) => linksTo('/categories', lookupCategories(text)),
  },
  { label: translatable('Transactions'), area: 'stock', find: findTransaction },
]

/** What the actor may do and see that goes by the text, by kind; without a text what they can do. */
export async function findAnything(text: string, actor: Actor): Promise<FoundGroup[]> {
  const coded = await findScanned(text, actor)
  const groups = [
    { label: t('Code'), results: coded },
    { label: t('Commands'), results: await findCommands(text, actor) },
    { label: t('Pages'), results: findPages(text, actor) },
  ]
  for (const { label, area, find } of text ? SOURCES : []) {
    if (can(actor, area, 'view')) groups.push({ label: t(label), results: await find(text) })
  }
  const found = groups.filter(({ results }) => results.length > 0)
  return found.length === 0 && mayBeNewCode(text, actor) ? [unknownCode(text)] : found
}

/** What a scanned code stands for comes first, so that Enter opens it. */
async function findScanned(text: string, actor: Actor): Promise<Found[]> {
  if (text.length < SHORTEST_CODE) return []
  const coded = await findCode(text)
  const visible = coded.filter(({ model }) => can(actor, AREA_OF[model], 'view'))
  const described = await Promise.all(visible.slice(0, MOST_OF_A_KIND).map(describeCoded))
  return described.map(({ title, hint, href }) => ({ text: title, hint, href }))
}

/** Who could link it to an item is led to where that is done. */
function mayBeNewCode(text: string, actor: Actor): boolean {
  return LOOKS_SCANNED.test(text) && (can(actor, 'part', 'change') || can(actor, 'part', 'add'))
}

function unknownCode(text: string): FoundGroup {
  const href = `/scan?${String(new URLSearchParams({ code: text }))}`
  return { label: t('Code'), results: [{ text: t('Scan “{text}”', { text }), hint: '', href }] }
}

async function findItems(text: string): Promise<Found[]> {
  const items = await lookupItems(text)
  const found = items.slice(0, MOST_OF_A_KIND).map((item) => toFound(item, '/items'))
  const all = { text: t('All items with “{text}”', { text }), hint: '', href: itemsWith(text) }
  return items.length > MOST_OF_A_KIND ? [...found, all] : found
}

function itemsWith(text: string): string {
  return `/items?${String(new URLSearchParams({ search: text }))}`
}

async function findTransaction(text: string): Promise<Found[]> {
  const [, number] = NUMBER.exec(text) ?? []
  if (number === undefined || Number(number) > LARGEST_ID) return []
  const rows = await readTransactionRows(db.connection(), [Number(number)])
  return rows.map(({ id, label, part, day }) => ({
    text: t('Transaction {number}', { number: String(id) }),
    hint: `${t(label)} · ${part.name} · ${formatDay(day)}`,
    href: `/transactions/${id}`,
  }))
}

async function linksTo(path: string, asked: Promise<Named[]>): Promise<Found[]> {
  const choices = await asked
  return choices.slice(0, MOST_OF_A_KIND).map((choice) => toFound(choice, path))
}

function toFound({ id, text, hint = '', image }: Named, path: string): Found {
  return { text, hint, href: `${path}/${id}`, image }
}
