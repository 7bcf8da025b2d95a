import { reader } from '#core/replicas'
import { inOrderOf } from '#core/resource/read_rows'
import type { Row } from '#core/sql'
import { today } from '#core/time'
import type { ExportColumn, TableExport } from '#core/export/table_export'
import { inListOrder, numbersOf, tableOfIds, yesOrNo } from '#core/export/walk'
import { companyChips, readCompanyList } from '#catalog/controllers/company_table'
import { countSuppliedParts } from '#catalog/queries/count_supplied_parts'
import { listCompanyIds } from '#catalog/queries/list_companies'

function text(key: string, heading: string, column = key): ExportColumn<Row> {
  return { key, heading, type: 'text', valueOf: (row) => String(row[column] ?? '') }
}

function yes(key: string, heading: string, column: string): ExportColumn<Row> {
  return { key, heading, type: 'text', valueOf: (row) => yesOrNo(Boolean(row[column])) }
}

/** Companies in the order of their list. */
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
  filters: async (query) => companyChips(readCompanyList(query)).map(({ text: chip }) => chip),
  async open(query, ids) {
    const listed = await listCompanyIds(readCompanyList(query))
    const rows = ids.length > 0 ? inListOrder(listed, numbersOf(ids)) : listed
    return tableOfIds(rows, readCompanies)
  },
}

async function readCompanies(ids: readonly number[]): Promise<Row[]> {
  if (ids.length === 0) return []
  const client = reader()
  const rows: Row[] = await client.from('companies').whereIn('id', [...ids])
  await countSuppliedParts(rows, { client })
  return inOrderOf(ids, rows)
}
