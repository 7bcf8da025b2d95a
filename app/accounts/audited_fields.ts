import { toScaled } from '#core/decimal'
import { t, translatable } from '#core/i18n'
import { viewHelpers } from '#core/view_helpers'

/** What people call the fields that the audit log keeps; one it does not know is shown by its own name. */
const LABELS: Readonly<Record<string, string>> = {
  name: translatable('Name'),
  description: translatable('Description'),
  ipn: translatable('SKU'),
  keywords: translatable('Keywords'),
  units: translatable('Unit'),
  link: translatable('Link'),
  notes: translatable('Notes'),
  revision: translatable('Revision'),
  default_expiry: translatable('Keeps for'),
  purchase_price: translatable('Purchase price'),
  sale_price: translatable('Sale price'),
  minimum_stock: translatable('Minimum stock'),
  maximum_stock: translatable('Maximum stock'),
  active: translatable('Active'),
  category: translatable('Category'),
  supplier: translatable('Supplier'),
  default_location: translatable('Default location'),
  image: translatable('Picture'),
  attachment: translatable('Attachment'),
  email: translatable('E-mail'),
  phone: translatable('Phone'),
  contact: translatable('Contact'),
  address: translatable('Address'),
  website: translatable('Website'),
  currency: translatable('Currency'),
  lead_time_days: translatable('Lead time'),
  contact_name: translatable('Contact'),
  contact_phone: translatable('Phone'),
  contact_email: translatable('E-mail'),
  parent: translatable('Lies within'),
  is_supplier: translatable('Supplier'),
  is_customer: translatable('Customer'),
  is_manufacturer: translatable('Manufacturer'),
  is_default: translatable('Default location'),
  structural: translatable('Only groups other locations'),
  external: translatable('Not on our premises'),
  username: translatable('Username'),
  first_name: translatable('First name'),
  last_name: translatable('Last name'),
  groupids: translatable('Groups'),
  issuperuser: translatable('Superuser'),
}

type Writer = (value: unknown) => string

const price: Writer = (value) => viewHelpers.money(toScaled(scalar(value)))
const quantity: Writer = (value) => viewHelpers.quantity(toScaled(scalar(value)))
const number: Writer = (value) => `#${scalar(value)}`

const WRITERS: Readonly<Record<string, Writer | undefined>> = {
  purchase_price: price,
  sale_price: price,
  minimum_stock: quantity,
  maximum_stock: quantity,
  category: number,
  supplier: number,
  default_location: number,
  parent: number,
  active: yesOrNo,
  structural: yesOrNo,
  external: yesOrNo,
  issuperuser: yesOrNo,
}

/** The changes of an entry in words: "Sale price: 5.00 → 6.50". Of a creation only what was given. */
export function describeChanges(
  action: string,
  changes: Readonly<Record<string, unknown>>
): string {
  const all = Object.entries(changes)
  const told = action === 'create' ? all.filter(([name, value]) => isTelling(name, value)) : all
  return [...told.filter(isName), ...told.filter((entry) => !isName(entry))]
    .map(([name, value]) => `${labelOf(name)}: ${describe(name, value)}`)
    .join(' · ')
}

function isName([name]: [string, unknown]): boolean {
  return name === 'name'
}

/** Of what is made neither the empty fields matter nor switches that no form has. */
function isTelling(name: string, value: unknown): boolean {
  if (typeof value === 'boolean' && !Object.hasOwn(LABELS, bare(name))) return false
  return !isNothing(value)
}

function isNothing(value: unknown): boolean {
  return value === null || value === '' || value === false || value === 0 || value === '0'
}

function labelOf(name: string): string {
  const key = bare(name)
  return Object.hasOwn(LABELS, key) ? t(LABELS[key]) : name.replaceAll('_', ' ')
}

/** A column's name is the field's, but for its case and an ending or a beginning of its own. */
function bare(name: string): string {
  const key = name.toLowerCase()
  if (key === 'is_active') return 'active'
  return key.endsWith('_id') ? key.slice(0, -3) : key
}

function describe(name: string, value: unknown): string {
  const key = bare(name)
  const pair = pairOf(value)
  return pair ? pair.map((one) => inWords(key, one)).join(' → ') : inWords(key, value)
}

function pairOf(value: unknown): [unknown, unknown] | null {
  if (Array.isArray(value)) return value.length === 2 ? [value[0], value[1]] : null
  if (typeof value !== 'object' || value === null) return null
  return 'from' in value && 'to' in value ? [value.from, value.to] : null
}

function inWords(key: string, value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (typeof value === 'boolean' || key.startsWith('is_')) return yesOrNo(value)
  return (WRITERS[key] ?? scalar)(value)
}

function yesOrNo(value: unknown): string {
  return Number(value) ? t('yes') : t('no')
}

function scalar(value: unknown): string {
  if (Array.isArray(value)) return value.map(scalar).join(', ')
  if (typeof value !== 'object' || value === null) return String(value)
  const parts = Object.entries(value).map(
    ([key, part]) => `${key.replaceAll('_', ' ')} (${scalar(part)})`
  )
  return parts.join(', ')
}
