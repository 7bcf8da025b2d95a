import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { listCounts } from '#core/list_counts'
import { selectRows } from '#core/sql'
import { idsOfPath } from '#core/tree'

/** A location with what lies in it and in all within it. */
export interface LocationNode {
  id: number
  parentId: number | null
  name: string
  description: string
  pathstring: string
  level: number
  address: string
  isStructural: boolean
  isExternal: boolean
  isDefault: boolean
  children: number
  items: number
  lots: number
  value: bigint
}

interface LocationRow {
  id: number
  parent_id: number | null
  name: string
  description: string
  path: string
  pathstring: string
  level: number
  address: string
  structural: unknown
  external: unknown
  is_default: unknown
}

/** All locations in the order of the tree, each above those within it. */
export function listLocationTree(
  client: QueryClientContract = db.connection()
): Promise<LocationNode[]> {
  const tables = ['stock_locations', 'stock_items']
  return listCounts.remember('tree of locations', tables, () => readTree(client))
}

async function readTree(client: QueryClientContract): Promise<LocationNode[]> {
  const rows: LocationRow[] = await client.from('stock_locations').orderBy('name').orderBy('id')
  const contents = await readContents(client)
  const nodes = new Map(rows.map((row) => [row.id, toNode(row)]))
  for (const row of rows) addUpwards(nodes, row, contents.get(row.id))
  return inTreeOrder(
    [...nodes.values()].map(({ itemIds, ...node }) => ({ ...node, items: itemIds.size }))
  )
}

type CountedNode = Omit<LocationNode, 'items'> & { itemIds: Set<number> }

interface Contents {
  items: Set<number>
  lots: number
  value: bigint
}

async function readContents(client: QueryClientContract): Promise<Map<number, Contents>> {
  const rows = await selectRows<{
    part_id: number
    location_id: number
    lots: number
    value: unknown
  }>(
    client,
    `SELECT part_id, location_id, COUNT(*) AS lots, CAST(SUM(value) AS CHAR) AS value
     FROM stock_items WHERE quantity > 0 AND location_id IS NOT NULL GROUP BY part_id, location_id`
  )
  const contents = new Map<number, Contents>()
  for (const row of rows) {
    const known = contents.get(row.location_id) ?? { items: new Set(), lots: 0, value: 0n }
    known.items.add(row.part_id)
    known.lots += Number(row.lots)
    known.value += toScaled(row.value)
    contents.set(row.location_id, known)
  }
  return contents
}

function toNode(row: LocationRow): CountedNode {
  return {
    id: row.id,
    parentId: row.parent_id,
    name: row.name,
    description: row.description,
    pathstring: row.pathstring,
    level: row.level,
    address: row.address,
    isStructural: Boolean(row.structural),
    isExternal: Boolean(row.external),
    isDefault: Boolean(row.is_default),
    children: 0,
    itemIds: new Set(),
    lots: 0,
    value: 0n,
  }
}

/** What lies in a location lies in all above it; an item is counted once in each. */
function addUpwards(
  nodes: Map<number, CountedNode>,
  row: LocationRow,
  contents: Contents | undefined
): void {
  const parent = row.parent_id === null ? undefined : nodes.get(row.parent_id)
  if (parent) parent.children += 1
  if (!contents) return
  for (const id of idsOfPath(row.path)) {
    const node = nodes.get(id)
    if (!node) continue
    for (const item of contents.items) node.itemIds.add(item)
    node.lots += contents.lots
    node.value += contents.value
  }
}

function inTreeOrder(nodes: LocationNode[]): LocationNode[] {
  const childrenOf = Map.groupBy(nodes, ({ parentId }) => parentId)
  const ordered: LocationNode[] = []
  const visit = (parentId: number | null) => {
    for (const node of childrenOf.get(parentId) ?? []) {
      ordered.push(node)
      visit(node.id)
    }
  }
  visit(null)
  return ordered
}
