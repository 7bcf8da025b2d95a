import db from '@adonisjs/lucid/services/db'
import { can, type Actor } from '#core/access'
import { toScaled } from '#core/decimal'
import { t } from '#core/i18n'
import { settingSource } from '#core/setting_values'
import { selectRows } from '#core/sql'

export const STEP_KEYS = ['company', 'location', 'item', 'stock', 'sale'] as const
export type StepKey = (typeof STEP_KEYS)[number]

export interface Step {
  key: StepKey
  title: string
  isDone: boolean
  /** The step that comes next: its form is open. */
  isCurrent: boolean
  /** False for those who lack the right: somebody else takes the step. */
  isAllowed: boolean
}

export interface FirstSale {
  id: number
  name: string
  revenue: bigint
  profit: bigint
}

export interface FirstSteps {
  steps: Step[]
  doneCount: number
  /** The title of the step that comes next. */
  next: string
  /** Null until something was sold. */
  firstSale: FirstSale | null
}

/** How far a new shop is, by looking at its data. */
export async function readFirstSteps(actor: Actor): Promise<FirstSteps> {
  const done = await readDone()
  const current = STEP_KEYS.find((key) => !done[key])
  const steps = STEP_KEYS.map((key) => ({
    key,
    title: titleOf(key),
    isDone: done[key],
    isCurrent: key === current,
    isAllowed: mayTake(actor, key),
  }))
  return {
    steps,
    doneCount: steps.filter(({ isDone }) => isDone).length,
    next: current ? titleOf(current) : '',
    firstSale: done.sale ? await readFirstSale() : null,
  }
}

function titleOf(key: StepKey): string {
  return {
    company: t('Say who you are'),
    location: t('Make the first location'),
    item: t('Add the first item'),
    stock: t('Book stock in'),
    sale: t('Book the first sale'),
  }[key]
}

/** Whether the user has the right that a step takes. */
export function mayTake(actor: Actor, key: StepKey): boolean {
  if (key === 'company') return can(actor, 'admin', 'change')
  if (key === 'location') return can(actor, 'stock_location', 'add')
  return key === 'item' ? can(actor, 'part', 'add') : can(actor, 'stock', 'add')
}

async function readDone(): Promise<Record<StepKey, boolean>> {
  return {
    company: settingSource('company_name') !== 'default',
    location: await isAny('stock_locations'),
    item: await isAny('parts'),
    stock: await isAny('stock_items'),
    sale: await hasSales(),
  }
}

async function isAny(table: string): Promise<boolean> {
  return Boolean(await db.from(table).select('id').first())
}

let isSaleKnown = false

/** True once anything was sold; the ledger is never erased, so a yes is for good. */
export async function hasSales(): Promise<boolean> {
  isSaleKnown ||= Boolean(
    await db.from('stock_postings').where('kind', 'sale').select('id').first()
  )
  return isSaleKnown
}

async function readFirstSale(): Promise<FirstSale | null> {
  const [row] = await selectRows<{ id: number; name: string; amount: unknown; value: unknown }>(
    db.connection(),
    `SELECT p.id, parts.name, p.amount, p.value
       FROM stock_postings p JOIN parts ON parts.id = p.part_id
      WHERE p.kind = 'sale' ORDER BY p.id LIMIT 1`
  )
  if (!row) return null
  const revenue = toScaled(row.amount)
  return { id: row.id, name: row.name, revenue, profit: revenue + toScaled(row.value) }
}

export interface StepChoices {
  items: { id: number; name: string; purchasePrice: bigint | null; salePrice: bigint | null }[]
  locations: { id: number; name: string }[]
}

const MOST_CHOICES = 50

/** The newest items and the locations to choose from in the forms of the guide. */
export async function readStepChoices(): Promise<StepChoices> {
  const client = db.connection()
  const items = await selectRows<{
    id: number
    name: string
    purchase_price: unknown
    sale_price: unknown
  }>(
    client,
    `SELECT id, name, purchase_price, sale_price FROM parts
      WHERE is_active = 1 ORDER BY id DESC LIMIT ${MOST_CHOICES}`
  )
  const locations = await selectRows<{ id: number; name: string }>(
    client,
    `SELECT id, pathstring AS name FROM stock_locations
      WHERE structural = 0 ORDER BY is_default DESC, id LIMIT ${MOST_CHOICES}`
  )
  return {
    items: items.map((item) => ({
      id: item.id,
      name: item.name,
      purchasePrice: priceOf(item.purchase_price),
      salePrice: priceOf(item.sale_price),
    })),
    locations,
  }
}

function priceOf(value: unknown): bigint | null {
  return value === null ? null : toScaled(value)
}
