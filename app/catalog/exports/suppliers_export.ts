import db from '@adonisjs/lucid/services/db'
import { searchColumns, searchWords } from '#core/resource/filters'
import { inOrderOf } from '#core/resource/read_rows'
import type { Query } from '#core/resource/resource'
import type { Row } from '#core/sql'
import { today } from '#core/time'
import type { ExportColumn, ExportQuery, TableExport } from '#core/export/table_export'
import { numbersOf, tableOfIds, yesOrNo } from '#core/export/walk'
import { countSuppliedParts } from '#catalog/queries/count_supplied_parts'
import { COMPANY_ROLES, ROLE_COLUMNS } from '#catalog/queries/list_companies'

function text(key: string, heading: string, column = key): ExportColumn<Row> {
  return { key, heading, type: 'text', valueOf: (row) => String(row[column] ?? '') }
}

function yes(key: string, heading: string, column: string): ExportColumn<Row> {
  return { key, heading, type: 'text', valueOf: (row) => yesOrNo(Boolean(row[column])) }
}

/** Companies in the order of their list, the active ones first. */
export const suppliersExport: TableExport<Row> = {
  name: 'suppliers',
  right: ['purchase_order', 'view'],
  columns: [
    text('name', 'Name'),
    text('description', 'Description'),
    text('contact', 'Contact'),
    text('phone', 'Phone'),
    text('email', 'Email'),
    text('website', 'Website'),
    text('address', 'Address'),
    text('currency', 'Currency'),
    text('tax_id', 'Tax ID'),
    {
      key: 'lead_time',
      heading: 'Lead time (days)',
      type: 'count',
      valueOf: (row) => (row.lead_time_days === null ? null : Number(row.lead_time_days)),
    },
    text('notes', 'Notes'),
    yes('supplier', 'Is supplier', 'is_supplier'),
    yes('manufacturer', 'Is manufacturer', 'is_manufacturer'),
    yes('customer', 'Is customer', 'is_customer'),
    yes('status', 'Active', 'is_active'),
    {
      key: 'items',
      heading: 'Items',
      type: 'count',
      valueOf: (row) => Number(row.parts_supplied ?? 0),
    },
  ],
  fileName: async () => `suppliers-${today()}`,
  filters: async ({ search }) => (search ? [`“${search}”`] : []),
  async open(query, ids) {
    return tableOfIds(ids.length > 0 ? numbersOf(ids) : await companyIds(query), readCompanies)
  },
}

async function companyIds({ role, search = '' }: ExportQuery): Promise<number[]> {
  const shown = COMPANY_ROLES.find((known) => known === role) ?? 'supplier'
  const query: Query = db.from('companies').where(ROLE_COLUMNS[shown], 1)
  searchColumns(
    'companies.name',
    'companies.description',
    'companies.contact',
    'companies.email'
  )(query, searchWords(search))
  const rows: Row[] = await query
    .select('companies.id')
    .orderBy('companies.is_active', 'desc')
    .orderBy('companies.name')
    .orderBy('companies.id')
  return rows.map((row) => Number(row.id))
}

async function readCompanies(ids: readonly number[]): Promise<Row[]> {
  if (ids.length === 0) return []
  const client = db.connection()
  const rows: Row[] = await client.from('companies').whereIn('id', [...ids])
  await countSuppliedParts(rows, { client })
  return inOrderOf(ids, rows)
}
