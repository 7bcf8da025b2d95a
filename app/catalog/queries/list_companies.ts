import db from '@adonisjs/lucid/services/db'
import { listCounts } from '#core/list_counts'
import { searchColumns, searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import { textOf } from '#core/resource/row_sql'
import { rowVersion } from '#core/row_version'
import type { Row } from '#core/sql'
import { countSuppliedParts } from '#catalog/queries/count_supplied_parts'

export const COMPANY_ROLES = ['supplier', 'manufacturer', 'customer'] as const
export type CompanyRole = (typeof COMPANY_ROLES)[number]

const ROLE_COLUMNS: Record<CompanyRole, string> = {
  supplier: 'companies.is_supplier',
  manufacturer: 'companies.is_manufacturer',
  customer: 'companies.is_customer',
}

export interface CompanyList {
  role: CompanyRole
  search: string
  status: 'all' | 'active' | 'inactive'
  ordering: string
}

export interface CompanyRow {
  id: number
  name: string
  description: string
  contact: string
  phone: string
  email: string
  leadTimeDays: number | null
  currency: string
  taxId: string
  isActive: boolean
  items: number
  /** An edit says which version it builds on. */
  version: string
}

/** The names that `?ordering=` takes, each also with "-" before it. */
export const COMPANY_ORDERINGS = ['name', 'lead_time']

/** One page of companies. By name the active ones come first. */
export async function listCompanies(
  list: CompanyList,
  { page, pageSize }: { page: number; pageSize: number }
) {
  const client = db.connection()
  const query = companiesOf(list)
  const total = await listCounts.count(client, textOf(query), ['companies'])
  inOrder(query, list.ordering)
  const rows: Row[] = await query.offset((page - 1) * pageSize).limit(pageSize + 1)
  const shown = rows.slice(0, pageSize)
  if (shown.length > 0) await countSuppliedParts(shown, { client })
  return { rows: shown.map(toCompanyRow), total, hasNext: rows.length > pageSize }
}

/** The ids of the whole list in its order. */
export async function listCompanyIds(list: CompanyList): Promise<number[]> {
  const query = companiesOf(list).select('companies.id')
  inOrder(query, list.ordering)
  const rows: Row[] = await query
  return rows.map((row) => Number(row.id))
}

function companiesOf({ role, search, status }: CompanyList): Query {
  const query: Query = db.connection().from('companies').where(ROLE_COLUMNS[role], 1)
  if (status !== 'all') query.where('companies.is_active', status === 'active' ? 1 : 0)
  searchColumns(
    'companies.name',
    'companies.description',
    'companies.contact',
    'companies.email'
  )(query, searchWords(search))
  return query
}

function inOrder(query: Query, ordering: string): void {
  const direction = ordering.startsWith('-') ? 'desc' : 'asc'
  if (ordering.endsWith('lead_time')) query.orderBy('companies.lead_time_days', direction)
  else query.orderBy('companies.is_active', 'desc')
  query.orderBy('companies.name', direction).orderBy('companies.id', direction)
}

function toCompanyRow(row: Row): CompanyRow {
  return {
    id: Number(row.id),
    name: String(row.name),
    description: String(row.description),
    contact: String(row.contact),
    phone: String(row.phone),
    email: String(row.email ?? ''),
    leadTimeDays: row.lead_time_days === null ? null : Number(row.lead_time_days),
    currency: String(row.currency),
    taxId: String(row.tax_id),
    isActive: Boolean(row.is_active),
    items: Number(row.parts_supplied),
    version: rowVersion(row),
  }
}
