import { NotFound } from '#core/exceptions'
import { toColumns } from '#core/resource/parse_input'
import type { Resource } from '#core/resource/resource'
import type { Binding, Row } from '#core/sql'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

type Columns = Record<string, Binding>

/** Inserts a row of the resource with parsed values and further columns; gives its id. */
export async function insertRow(
  unit: UnitOfWork,
  resource: Resource,
  { values, columns = {} }: { values: object; columns?: Columns }
): Promise<number> {
  const moment = now()
  const row = { ...toColumns(resource, values), ...columns, created_at: moment, updated_at: moment }
  const [id] = await unit.trx.table(resource.table).insert(row)
  return Number(id)
}

/** The row of the resource with this id, locked until the unit ends. Throws {@link NotFound}. */
export async function lockRow(unit: UnitOfWork, resource: Resource, id: number): Promise<Row> {
  const row: Row | null = await unit.trx.from(resource.table).where('id', id).forUpdate().first()
  if (!row) throw new NotFound(resource.title)
  return row
}

/** Old and new value of each column that changed. */
export type Changes = Record<string, [old: unknown, current: unknown]>

/** Writes parsed values onto a locked row and gives what changed; a row that stays the same is not written. */
export async function updateRow(
  unit: UnitOfWork,
  resource: Resource,
  { row, values, columns = {} }: { row: Row; values: object; columns?: Columns }
): Promise<Changes> {
  const wanted = { ...toColumns(resource, values), ...columns }
  const changes: Changes = {}
  for (const [column, value] of Object.entries(wanted)) {
    if (!isSame(row[column], value)) changes[column] = [row[column], value]
  }
  if (Object.keys(changes).length === 0) return changes
  await unit.trx
    .from(resource.table)
    .where('id', Number(row.id))
    .update({ ...wanted, updated_at: now() })
  return changes
}

// A scaled number is a bigint when parsed, a number or text when read.
function isSame(stored: unknown, wanted: Binding): boolean {
  if (stored === null || wanted === null) return stored === wanted
  return String(stored) === String(wanted)
}
