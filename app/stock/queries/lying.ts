import { placeholders } from '#core/sql'
import type { BalanceFilter } from '#stock/queries/list_balance'

export interface SqlPiece {
  sql: string
  bindings: (string | number)[]
}

type Asked = Pick<BalanceFilter, 'by' | 'locationIds' | 'asOf'>

/**
 * The net changes up to the end of a local day: whole months before its own, then the days of that month.
 * `narrow` is a further condition of each.
 */
export function changesUntil(
  day: string,
  place: string,
  narrow: SqlPiece = { sql: '', bindings: [] }
): SqlPiece {
  const month = day.slice(0, 7)
  return {
    sql: `SELECT part_id, ${place} AS location_id, quantity, value FROM stock_monthly WHERE month < ?${narrow.sql}
       UNION ALL
       SELECT part_id, ${place} AS location_id, quantity, value FROM stock_daily WHERE day >= ? AND day <= ?${narrow.sql}`,
    bindings: [month, ...narrow.bindings, `${month}-01`, day, ...narrow.bindings],
  }
}

/** What lies where, to be given a name in FROM: the lots as they are, or the balances of a day in the past. */
export function lyingAt({ by, locationIds, asOf }: Asked): SqlPiece {
  if (!asOf) return { sql: 'stock_items', bindings: [] }
  const narrow = {
    sql: locationIds ? ` AND location_id IN (${placeholders(locationIds.length)})` : '',
    bindings: [...(locationIds ?? [])],
  }
  const { sql, bindings } = changesUntil(asOf, by === 'place' ? 'location_id' : 'NULL', narrow)
  return {
    sql: `(SELECT part_id, location_id, SUM(quantity) AS quantity, SUM(value) AS value
             FROM (${sql}) changes GROUP BY part_id, location_id
           HAVING SUM(quantity) <> 0 OR SUM(value) <> 0)`,
    bindings,
  }
}

/** The condition of what lies at the places of the filter; of a day in the past it has been asked already. */
export function isLying({ locationIds, asOf }: Asked, table = 'stock_items'): SqlPiece {
  if (asOf) return { sql: '1 = 1', bindings: [] }
  const inside = locationIds
    ? ` AND ${table}.location_id IN (${placeholders(locationIds.length)})`
    : ''
  return { sql: `${table}.quantity > 0${inside}`, bindings: [...(locationIds ?? [])] }
}
