import db from '@adonisjs/lucid/services/db'
import { idsOfPath } from '#core/tree'
import type { Row } from '#core/sql'

export interface CategoryChoice {
  id: number
  name: string
  path: string
  level: number
  isStructural: boolean
}

/** A category with the items that lie in it and below it. */
export interface CategoryNode extends CategoryChoice {
  description: string
  parentId: number | null
  pathstring: string
  /** Active items, each counted once wherever in the subtree it lies. */
  items: number
  children: number
}

/** All categories in the order of the tree, a parent before what is below it. */
export async function listCategoryChoices(): Promise<CategoryChoice[]> {
  const rows = await listCategoryRows()
  return rows.map((row) => ({
    id: Number(row.id),
    name: String(row.name),
    path: String(row.path),
    level: Number(row.level),
    isStructural: Boolean(row.structural),
  }))
}

/** The whole tree with counts, in its order. */
export async function listCategoryTree(): Promise<CategoryNode[]> {
  const rows = await listCategoryRows()
  const paths = new Map(rows.map((row) => [Number(row.id), String(row.path)]))
  const items = await countItems(paths)
  const children = new Map<number, number>()
  for (const { parent_id: parent } of rows) {
    if (parent !== null) children.set(Number(parent), (children.get(Number(parent)) ?? 0) + 1)
  }
  return rows.map((row) => {
    const id = Number(row.id)
    return {
      id,
      name: String(row.name),
      description: String(row.description),
      parentId: row.parent_id === null ? null : Number(row.parent_id),
      path: String(row.path),
      pathstring: String(row.pathstring),
      level: Number(row.level),
      isStructural: Boolean(row.structural),
      items: items.get(id) ?? 0,
      children: children.get(id) ?? 0,
    }
  })
}

/** Sorted by names along the path: "/" would come after a space or a hyphen in a name. */
async function listCategoryRows(): Promise<Row[]> {
  const rows: Row[] = await db
    .from('part_categories')
    .select('id', 'name', 'description', 'parent_id', 'path', 'pathstring', 'level', 'structural')
  const names = new Map(rows.map((row) => [Number(row.id), String(row.name)]))
  const order = new Intl.Collator('en', { numeric: true })
  const keys = new Map(
    rows.map((row) => [row, idsOfPath(String(row.path)).map((id) => names.get(id) ?? '')])
  )
  return rows.sort((a, b) => compareNames(keys.get(a) ?? [], keys.get(b) ?? [], order))
}

function compareNames(a: string[], b: string[], order: Intl.Collator): number {
  for (let level = 0; level < Math.min(a.length, b.length); level++) {
    const difference = order.compare(a[level], b[level])
    if (difference !== 0) return difference
  }
  return a.length - b.length
}

/** How many active items lie in each category or below it. */
async function countItems(paths: ReadonlyMap<number, string>): Promise<Map<number, number>> {
  const counts = new Map<number, number>()
  const add = (categories: Iterable<number>, items: number) => {
    for (const id of categories) counts.set(id, (counts.get(id) ?? 0) + items)
  }
  for (const row of await itemsByCategory()) add(above(paths, row.category_id), Number(row.items))
  for (const row of await itemsByCategory({ areGone: true }))
    add(above(paths, row.category_id), -Number(row.items))
  for (const [main, further] of await furtherPlaces()) {
    const known = new Set(main === null ? [] : above(paths, main))
    add(new Set(further.flatMap((id) => above(paths, id)).filter((id) => !known.has(id))), 1)
  }
  return counts
}

/** All items of each category, which the index alone tells, or the few that are no longer active. */
function itemsByCategory({ areGone = false } = {}): Promise<Row[]> {
  const query = db.from('parts').whereNotNull('category_id').groupBy('category_id')
  if (areGone) query.where('is_active', 0)
  return query.select('category_id').count('* as items')
}

function above(paths: ReadonlyMap<number, string>, id: unknown): number[] {
  return idsOfPath(paths.get(Number(id)) ?? '')
}

/** For each active item with further categories: its main category and those. */
async function furtherPlaces(): Promise<[number | null, number[]][]> {
  const rows: Row[] = await db
    .from('category_part')
    .join('parts', 'parts.id', 'category_part.part_id')
    .where('parts.is_active', 1)
    .select('parts.id as part', 'parts.category_id as main', 'category_part.category_id as further')
  const places = new Map<number, [number | null, number[]]>()
  for (const row of rows) {
    const main = row.main === null ? null : Number(row.main)
    const place = places.get(Number(row.part)) ?? [main, []]
    place[1].push(Number(row.further))
    places.set(Number(row.part), place)
  }
  return [...places.values()]
}
