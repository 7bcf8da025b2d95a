import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

/**
 * Trees (categories, locations): each row has `parent_id`, `level`, `pathstring` ("Shop/Shelf 1")
 * and `path`, the ids from the root ("/3/17/"). A subtree is one range of the index on `path`.
 */
const DEEPEST_LEVEL = 30

interface Node {
  id: number
  parent_id: number | null
  name: string
  path: string
  pathstring: string
  level: number
}

/** The first path behind every path of the subtree: "/" comes right before "0". */
export function endOfSubtree(path: string): string {
  return `${path.slice(0, -1)}0`
}

/** The ids of a row and all below it; empty when there is no such row. */
export async function subtreeIds(
  client: QueryClientContract,
  table: string,
  id: number
): Promise<number[]> {
  const root = await client.from(table).where('id', id).select('path').first()
  if (!root) return []
  const rows: Row[] = await client
    .from(table)
    .where('path', '>=', root.path)
    .where('path', '<', endOfSubtree(root.path))
    .select('id')
  return rows.map((row) => Number(row.id))
}

/** The ids on the way from the root to this row, itself last. */
export function idsOfPath(path: string): number[] {
  return path.split('/').filter(Boolean).map(Number)
}

/**
 * Writes path, level and pathstring of a row that is new, renamed or moved, and of all below it.
 * Throws {@link InvalidInput} for a name that is taken beside it, a cycle, or too many levels.
 */
export async function placeInTree(unit: UnitOfWork, table: string, id: number): Promise<void> {
  const node: Node = await unit.trx.from(table).where('id', id).firstOrFail()
  const parent = await parentOf(unit, table, node)
  await refuseTakenName(unit, table, node)
  const below = node.path ? await subtreeBelow(unit, table, node) : []
  const moved = placed(node, parent)
  await writePlace(unit, table, moved)
  const places = new Map<number, Node>([[id, moved]])
  for (const child of below) {
    const place = placed(child, places.get(Number(child.parent_id)))
    places.set(child.id, place)
    await writePlace(unit, table, place)
  }
}

async function parentOf({ trx }: UnitOfWork, table: string, node: Node): Promise<Node | undefined> {
  if (node.parent_id === null) return undefined
  const parent: Node = await trx.from(table).where('id', node.parent_id).firstOrFail()
  // The row itself may still have no path: then it is new, and nothing can lie below it.
  const isBelow = parent.id === node.id || (node.path !== '' && parent.path.startsWith(node.path))
  if (isBelow) throw InvalidInput.field('parent', t('Cannot be placed below itself.'))
  if (parent.level + 1 > DEEPEST_LEVEL) throw InvalidInput.field('parent', t('Too many levels.'))
  return parent
}

async function refuseTakenName({ trx }: UnitOfWork, table: string, node: Node): Promise<void> {
  const query = trx.from(table).where('name', node.name).whereNot('id', node.id)
  if (node.parent_id === null) query.whereNull('parent_id')
  else query.where('parent_id', node.parent_id)
  if (await query.first()) {
    throw InvalidInput.field('name', t('Duplicate names cannot exist under the same parent'))
  }
}

/** Top down, so that a parent's new place is known before its children's. */
function subtreeBelow({ trx }: UnitOfWork, table: string, node: Node): Promise<Node[]> {
  return trx
    .from(table)
    .where('path', '>', node.path)
    .where('path', '<', endOfSubtree(node.path))
    .orderBy('level')
    .orderBy('id')
}

function placed(node: Node, parent: Node | undefined): Node {
  return {
    ...node,
    level: parent ? parent.level + 1 : 0,
    path: `${parent?.path ?? '/'}${node.id}/`,
    pathstring: parent ? `${parent.pathstring}/${node.name}` : node.name,
  }
}

async function writePlace({ trx }: UnitOfWork, table: string, place: Node): Promise<void> {
  const { path, pathstring, level } = place
  await trx.from(table).where('id', place.id).update({ path, pathstring, level, updated_at: now() })
}
