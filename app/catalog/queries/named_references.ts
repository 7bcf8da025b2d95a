import { InvalidInput } from '#core/exceptions'
import type { Body } from '#core/http/read_api_body'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'
import type { UnitOfWork } from '#core/unit_of_work'

/** Where the names of a plain body are looked up: the first column that has exactly one. */
const NAMED: Readonly<Record<string, { table: string; columns: readonly string[] }>> = {
  category: { table: 'part_categories', columns: ['pathstring', 'name'] },
  supplier: { table: 'companies', columns: ['name'] },
  location: { table: 'stock_locations', columns: ['pathstring', 'name'] },
  default_location: { table: 'stock_locations', columns: ['pathstring', 'name'] },
}

/** The body of a part with the names of category, supplier and location turned into ids. */
export async function namedReferences(body: Body, unit: UnitOfWork): Promise<Body> {
  const prepared = new Map(Object.entries(body))
  for (const [field, { table, columns }] of Object.entries(NAMED)) {
    const value = body[field]
    if (typeof value !== 'string' || value === '' || /^-?\d+$/.test(value.trim())) continue
    const query = unit.trx.from(table)
    prepared.set(field, await findNamed(field, value.trim(), { query, columns }))
  }
  return Object.fromEntries(prepared)
}

async function findNamed(
  field: string,
  name: string,
  { query, columns }: { query: ReturnType<UnitOfWork['trx']['from']>; columns: readonly string[] }
): Promise<number> {
  for (const column of columns) {
    const rows: Row[] = await query.clone().where(column, name).select('id').limit(2)
    if (rows.length === 1) return Number(rows[0].id)
    if (rows.length > 1)
      throw InvalidInput.field(field, t('Several are called "{name}". Give the id.', { name }))
  }
  throw InvalidInput.field(field, t('Nothing is called "{name}".', { name }))
}
