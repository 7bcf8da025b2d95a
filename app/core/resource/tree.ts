import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { endOfSubtree, idsOfPath, subtreeIds } from '#core/tree'
import db from '@adonisjs/lucid/services/db'
import { inPieces, type Row } from '#core/sql'
import { idsIn } from '#core/resource/read_only_fields'
import { readBoolean } from '#core/resource/plain_fields'
import { conditionFilter, readIdValue } from '#core/resource/filters'
import type { Filter, Query } from '#core/resource/resource'

const PIECE = 500

/** `?parent=`, `?top_level=`, `?cascade=` and `?exclude_tree=` of the lists of a tree. */
export function treeFilters(table: string): Record<string, Filter> {
  return {
    parent: {
      type: 'integer',
      help: 'Those directly below this one; with cascade, all below it',
      apply: (query, value, { cascade }) => applyParent(query, table, { value, cascade }),
    },
    top_level: conditionFilter((query, isTop) => {
      if (isTop) query.whereNull(`${table}.parent_id`)
      else query.whereNotNull(`${table}.parent_id`)
    }),
    exclude_tree: {
      type: 'integer',
      help: 'Leaves out this one and all below it',
      apply: (query, value) => excludeTree(query, table, value),
    },
  }
}

async function applyParent(
  query: Query,
  table: string,
  { value, cascade }: { value: string; cascade?: string }
): Promise<void> {
  const id = readIdValue(value)
  const isDeep = readBoolean(cascade ?? '') ?? false
  if (id === undefined) return
  if (id === null) {
    if (!isDeep) query.whereNull(`${table}.parent_id`)
  } else if (isDeep) whereBelow(query, table, await pathOf(table, id))
  else query.where(`${table}.parent_id`, id)
}

async function excludeTree(query: Query, table: string, value: string): Promise<void> {
  const id = readIdValue(value)
  const path = id ? await pathOf(table, id) : undefined
  if (path)
    query.where(
      (outside) =>
        void outside
          .where(`${table}.path`, '<', path)
          .orWhere(`${table}.path`, '>=', endOfSubtree(path))
    )
}

async function pathOf(table: string, id: number): Promise<string | undefined> {
  const row = await db.from(table).where('id', id).select('path').first()
  return row?.path
}

function whereBelow(query: Query, table: string, path: string | undefined): void {
  if (path) query.where(`${table}.path`, '>', path).where(`${table}.path`, '<', endOfSubtree(path))
}

/**
 * `?{name}=7` on rows that lie in a tree: those in that node, and unless `cascade=false` in all below
 * it. A node that does not exist is ignored, as InvenTree does.
 */
export function inTreeFilter(column: string, table: string): Filter {
  return {
    type: 'integer',
    help: 'Those in it and in all below it; cascade=false for it alone',
    async apply(query, value, { cascade }) {
      const id = readIdValue(value)
      if (id === null) query.whereNull(column)
      if (!id) return
      const ids = await subtreeIds(db.connection(), table, id)
      if (ids.length === 0) return
      if (ids.length === 1 || readBoolean(cascade ?? '') === false) query.where(column, id)
      else query.whereIn(column, ids)
    },
  }
}

interface PathOptions {
  table: string
  /** The column of the rows that names their node; the row itself when left out. */
  column?: string
  /** The column of the icon, where each step of the path has one. */
  icon?: string
}

/** For each row, the JSON list of {pk, name} from the root of its tree down to its node. */
export async function pathTexts(
  client: QueryClientContract,
  rows: readonly Row[],
  { table, column = 'id', icon }: PathOptions
): Promise<string[]> {
  const paths = await readPaths(client.from(table), idsIn(rows, column))
  const columns = ['id', 'name', ...(icon ? [`${icon} as icon`] : [])]
  const onTheWay = [...new Set([...paths.values()].flat())]
  const steps = new Map<number, object>()
  for (const row of await byIds(client.from(table).select(columns), onTheWay)) {
    const step = { pk: Number(row.id), name: row.name }
    steps.set(step.pk, icon ? { ...step, icon: row.icon ?? '' } : step)
  }
  return rows.map((row) => {
    const path = paths.get(Number(row[column])) ?? []
    return JSON.stringify(path.flatMap((id) => steps.get(id) ?? []))
  })
}

async function readPaths(query: Query, ids: readonly number[]): Promise<Map<number, number[]>> {
  const rows = await byIds(query.select('id', 'path'), ids)
  return new Map(rows.map((row) => [Number(row.id), idsOfPath(String(row.path))]))
}

async function byIds(query: Query, ids: readonly number[]): Promise<Row[]> {
  const rows: Row[] = []
  for (const piece of inPieces(ids, PIECE)) rows.push(...(await query.clone().whereIn('id', piece)))
  return rows
}
