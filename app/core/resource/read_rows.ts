import { NotFound } from '#core/exceptions'
import { readingText, textOf } from '#core/resource/row_sql'
import { type Row, selectRows } from '#core/sql'
import { loadExpansions, type Shape, writerFor } from '#core/resource/encode'
import type { ReadContext } from '#core/resource/field'
import { LARGEST_ID } from '#core/resource/plain_fields'
import type { Query, Resource } from '#core/resource/resource'

/** The rows with these ids, as plain objects without sums, in the order of the ids. */
export async function rowsByIds(
  resource: Resource,
  ids: readonly number[],
  { client, actor }: ReadContext
): Promise<Row[]> {
  if (ids.length === 0) return []
  const { table } = resource
  const query: Query = client.from(table).whereIn(`${table}.id`, [...ids])
  resource.scope?.(query)
  resource.visibleTo?.(query, actor)
  const { columns, join } = readingText(resource, false)
  const { from, bindings } = textOf(query)
  const joined = from.replace(/(?= where )/, ` ${join}`)
  return inOrderOf(ids, await selectRows(client, `SELECT ${columns} ${joined}`, bindings))
}

export function inOrderOf(ids: readonly number[], rows: Row[]): Row[] {
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  return ids.flatMap((id): Row[] => {
    const row = byId.get(id)
    return row ? [row] : []
  })
}

/** Adds sums and nested details to rows, and writes each as JSON text. */
export async function writeRows(
  resource: Resource,
  rows: Row[],
  { shape, context }: { shape: Shape; context: ReadContext }
): Promise<string[]> {
  if (!shape.isNested) await resource.complete?.(rows, context)
  if (shape.expanded.size > 0)
    await loadExpansions(resource, rows, { expanded: shape.expanded, context })
  return rows.map(writerFor(resource, shape))
}

/** The JSON text of one object. Throws {@link NotFound} when there is none. */
export async function readOne(
  resource: Resource,
  id: number,
  { expanded = new Set(), context }: { expanded?: ReadonlySet<string>; context: ReadContext }
): Promise<string> {
  const rows = id > LARGEST_ID ? [] : await rowsByIds(resource, [id], context)
  if (rows.length === 0) throw new NotFound(resource.title)
  const [text] = await writeRows(resource, rows, { shape: { isList: false, expanded }, context })
  return text
}

/** Throws {@link NotFound} unless the resource has an object with this id that the actor may see. */
export async function requireRow(
  resource: Resource,
  id: number,
  { client, actor }: ReadContext
): Promise<void> {
  if (id > LARGEST_ID) throw new NotFound(resource.title)
  const query: Query = client
    .from(resource.table)
    .where(`${resource.table}.id`, id)
    .select(`${resource.table}.id`)
  resource.scope?.(query)
  resource.visibleTo?.(query, actor)
  if (!(await query.first())) throw new NotFound(resource.title)
}

/** The JSON text of the objects with these ids as nested details, by id: own fields only. */
export async function nestedTexts(
  resource: Resource,
  ids: readonly number[],
  context: ReadContext
): Promise<Map<number, string>> {
  const shape: Shape = { isList: true, isNested: true, expanded: new Set() }
  const rows = await rowsByIds(resource, ids, context)
  const write = writerFor(resource, shape)
  return new Map(rows.map((row) => [Number(row.id), write(row)]))
}
