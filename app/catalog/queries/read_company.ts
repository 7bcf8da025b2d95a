import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import { rowVersion } from '#core/row_version'
import type { Row } from '#core/sql'

export interface Company {
  id: number
  name: string
  description: string
  website: string
  link: string
  phone: string
  email: string
  contact: string
  address: string
  currency: string
  taxId: string
  notes: string
  leadTimeDays: number | null
  isActive: boolean
  isSupplier: boolean
  isManufacturer: boolean
  isCustomer: boolean
}

/** Throws {@link NotFound} when there is no such company. */
export async function readCompany(id: number): Promise<Company> {
  const row: Row | null = await db.from('companies').where('id', id).first()
  if (!row) throw new NotFound('Company')
  return {
    ...textsOf(row),
    id,
    leadTimeDays: row.lead_time_days === null ? null : Number(row.lead_time_days),
    isActive: Boolean(row.is_active),
    isSupplier: Boolean(row.is_supplier),
    isManufacturer: Boolean(row.is_manufacturer),
    isCustomer: Boolean(row.is_customer),
  }
}

/** What an edit of the company builds on; undefined when there is no such company. */
export async function readCompanyVersion(id: number): Promise<string | undefined> {
  const row: Row | null = await db.from('companies').where('id', id).first()
  return row ? rowVersion(row) : undefined
}

function textsOf(row: Row) {
  const text = (column: string) => String(row[column] ?? '')
  return {
    name: text('name'),
    description: text('description'),
    website: text('website'),
    link: text('link'),
    phone: text('phone'),
    email: text('email'),
    contact: text('contact'),
    address: text('address'),
    currency: text('currency'),
    taxId: text('tax_id'),
    notes: text('notes'),
  }
}
