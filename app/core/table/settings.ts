import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'
import { numberSetting } from '#core/setting_values'
import { PAGE_SIZES, readColumnKeys, readDensity, type Density } from '#core/table/definition'
import { transact } from '#core/unit_of_work'

/** How a user wants to see a table. */
export interface TableSettings {
  /** Keys of the shown columns in order; null: as the table has them by default. */
  columns: string[] | null
  density: Density
  pageSize: number
  defaultViewId: number | null
}

export async function readTableSettings(userId: number, table: string): Promise<TableSettings> {
  const row: Row | null = await db
    .from('table_settings')
    .where({ user_id: userId, table_name: table })
    .first()
  return {
    columns: readColumnKeys(row?.columns),
    density: readDensity(row?.density) ?? 'comfortable',
    pageSize:
      PAGE_SIZES.find((size) => size === Number(row?.page_size)) ?? numberSetting('rows_a_page'),
    defaultViewId: row?.default_view_id ? Number(row.default_view_id) : null,
  }
}

/** Keeps the given settings; those left out stay as they are. */
export async function saveTableSettings(
  userId: number,
  table: string,
  changes: Partial<TableSettings>
): Promise<void> {
  const key = { user_id: userId, table_name: table }
  const columns = columnsOf(changes)
  if (Object.keys(columns).length === 0) return
  await transact(async ({ trx }) => {
    await trx.knexQuery().table('table_settings').insert(key).onConflict(Object.keys(key)).ignore()
    await trx.from('table_settings').where(key).update(columns)
  })
}

function columnsOf({ columns, density, pageSize, defaultViewId }: Partial<TableSettings>) {
  return Object.fromEntries(
    Object.entries({
      columns: columns === null ? null : columns?.join(','),
      density,
      page_size: pageSize,
      default_view_id: defaultViewId,
    }).filter(([, value]) => value !== undefined)
  )
}
