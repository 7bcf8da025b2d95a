import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { placeholders, selectRows, type Binding } from '#core/sql'
import type { Kind } from '#stock/ledger/kinds'

/** What a list of transactions is narrowed to; what is left out narrows nothing. */
export interface TransactionFilter {
  partId?: number
  kinds?: readonly Kind[]
  /** A place and all within it. */
  locationIds?: readonly number[]
  /** A category and all within it. */
  categoryIds?: readonly number[]
  userId?: number
  /** Local days, both included. */
  from?: string
  to?: string
  /** Else the latest day comes first. */
  isOldestFirst?: boolean
}

export interface Condition {
  sql: string
  bindings: readonly Binding[]
}

/** One way to narrow: the ids it selects by its own index, and the test of a posting `p` without any. */
interface Narrowing {
  ids: Condition
  test: Condition
}

/** Up to so many postings are read as a set and sorted; more are walked in their order. */
const LARGEST_SET = 5000

/**
 * The conditions that find the postings of a filter without reading the whole ledger. When one of the
 * filters selects few, its index leads and the others are tested on those few; otherwise postings are
 * walked by day. The tests are written so that no index serves them: an engine without statistics
 * would take one that selects half of the ledger.
 */
export async function planTransactions(
  client: QueryClientContract,
  filter: TransactionFilter
): Promise<Condition[]> {
  const narrowings = narrowingsOf(filter)
  const days = daysOf(filter, 'p.day')
  const leading = await smallest(client, narrowings)
  if (!leading) return [...days, ...narrowings.map(({ test }) => test)]
  const others = narrowings.filter((narrowing) => narrowing !== leading)
  return [
    { sql: `p.id IN (${leading.ids.sql})`, bindings: leading.ids.bindings },
    ...daysOf(filter, `COALESCE(p.day, '')`),
    ...others.map(({ test }) => test),
  ]
}

function narrowingsOf(filter: TransactionFilter): Narrowing[] {
  const { partId, kinds, locationIds, categoryIds, userId } = filter
  const found: Narrowing[] = []
  if (partId !== undefined) found.push(byColumn('part_id', [partId]))
  if (kinds) found.push(byColumn('kind', kinds))
  if (userId !== undefined) found.push(byColumn('user_id', [userId]))
  if (locationIds) found.push(byPlace(locationIds))
  if (categoryIds) found.push(byCategory(categoryIds))
  return found
}

function byColumn(column: string, values: readonly (string | number)[]): Narrowing {
  const list = placeholders(values.length)
  const unindexed = column === 'kind' ? `COALESCE(p.kind, '')` : `COALESCE(p.${column}, 0)`
  return {
    ids: { sql: `SELECT id FROM stock_postings WHERE ${column} IN (${list})`, bindings: values },
    test: { sql: `${unindexed} IN (${list})`, bindings: values },
  }
}

function byPlace(ids: readonly number[]): Narrowing {
  const list = placeholders(ids.length)
  const from = 'FROM stock_movements m WHERE'
  return {
    ids: { sql: `SELECT m.posting_id ${from} m.location_id IN (${list})`, bindings: ids },
    test: {
      sql: `EXISTS (SELECT 1 ${from} m.posting_id = p.id AND COALESCE(m.location_id, 0) IN (${list}))`,
      bindings: ids,
    },
  }
}

function byCategory(ids: readonly number[]): Narrowing {
  const list = placeholders(ids.length)
  const parts =
    `SELECT id FROM parts WHERE category_id IN (${list})` +
    ` UNION SELECT part_id FROM category_part WHERE category_id IN (${list})`
  const bindings = [...ids, ...ids]
  return {
    ids: { sql: `SELECT id FROM stock_postings WHERE part_id IN (${parts})`, bindings },
    test: { sql: `COALESCE(p.part_id, 0) IN (${parts})`, bindings },
  }
}

function daysOf({ from, to }: TransactionFilter, day: string): Condition[] {
  const found: Condition[] = []
  if (from !== undefined) found.push({ sql: `${day} >= ?`, bindings: [from] })
  if (to !== undefined) found.push({ sql: `${day} <= ?`, bindings: [to] })
  return found
}

async function smallest(
  client: QueryClientContract,
  narrowings: readonly Narrowing[]
): Promise<Narrowing | null> {
  let best: Narrowing | null = null
  let least = LARGEST_SET + 1
  for (const narrowing of narrowings) {
    const { sql, bindings } = narrowing.ids
    const [row] = await selectRows<{ n: number }>(
      client,
      `SELECT COUNT(*) AS n FROM (${sql} LIMIT ${LARGEST_SET + 1}) few`,
      bindings
    )
    if (Number(row.n) >= least) continue
    best = narrowing
    least = Number(row.n)
  }
  return best
}
