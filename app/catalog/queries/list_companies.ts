import db from '@adonisjs/lucid/services/db'
import { listCounts } from '#core/list_counts'
import { searchColumns, searchWords } from '#core/resource/filters'
import type { Query } from '#core/resource/resource'
import { textOf } from '#core/resource/row_sql'
import type { Row } from '#core/sql'
import { countSuppliedParts } from '#catalog/queries/count_supplied_parts'

export const COMPANIES_ON_PAGE = 25

export const COMPANY_ROLES = ['supplier', 'manufacturer', 'customer'] as const
export type CompanyRole = (typeof COMPANY_ROLES)[number]

export const ROLE_COLUMNS: Record<CompanyRole, string> = {
  supplier: 'companies.is_supplier',
  manufacturer: 'companies.is_manufacturer',
  customer: 'companies.is_customer',
}

export interface CompanyList {
  role: CompanyRole
  search: string
  page: number
}

export interface CompanyRow {
  id: number
  name: string
  description: string
  contact: string
  phone: string
  email: string
  leadTimeDays: number | null
  isActive: boolean
  items: number
}

/** One page of companies by name, the active ones first. */
export async function listCompanies({ role, search, page }: CompanyList) {
  const client = db.connection()
  const query: Query = client.from('companies').where(ROLE_COLUMNS[role], 1)
  searchColumns(
    'companies.name',
    'companies.description',
    'companies.contact',
    'companies.email'
  )(query, searchWords(search))
  const total = await listCounts.count(client, textOf(query), ['companies'])
  const rows: Row[] = await query
    .orderBy('companies.is_active', 'desc')
    .orderBy('companies.name')
    .orderBy('companies.id')
    .offset((page - 1) * COMPANIES_ON_PAGE)
    .limit(COMPANIES_ON_PAGE + 1)
  const shown = rows.slice(0, COMPANIES_ON_PAGE)
  if (shown.length > 0) await countSuppliedParts(shown, { client })
  return { rows: shown.map(toCompanyRow), total, hasNext: rows.length > COMPANIES_ON_PAGE }
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
    isActive: Boolean(row.is_active),
    items: Number(row.parts_supplied),
  }
}
