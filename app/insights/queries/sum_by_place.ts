import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows, type Row } from '#core/sql'
import { compare } from '#insights/compare'
import type { DayRange } from '#insights/day_range'

/** What was bought and sold, in scaled integers (#core/decimal). */
export interface Sums {
  soldQuantity: bigint
  revenue: bigint
  cost: bigint
  profit: bigint
  spend: bigint
}

const COLUMNS = {
  soldQuantity: 'sold_quantity',
  revenue: 'revenue',
  cost: 'cost',
  profit: 'profit',
  spend: 'spend',
} as const satisfies Record<keyof Sums, string>

const SUM_COLUMNS = Object.values(COLUMNS)
  .map((column) => `CAST(SUM(${column}) AS CHAR) AS ${column}`)
  .join(', ')

function toSums(row: Row | undefined): Sums {
  return {
    soldQuantity: toScaled(row?.[COLUMNS.soldQuantity]),
    revenue: toScaled(row?.[COLUMNS.revenue]),
    cost: toScaled(row?.[COLUMNS.cost]),
    profit: toScaled(row?.[COLUMNS.profit]),
    spend: toScaled(row?.[COLUMNS.spend]),
  }
}

/** The whole company in a range. */
export async function sumTotals(
  client: QueryClientContract,
  { from, to }: DayRange
): Promise<Sums> {
  const [row] = await selectRows(
    client,
    `SELECT ${SUM_COLUMNS} FROM location_daily WHERE day BETWEEN ? AND ?`,
    [from, to]
  )
  return toSums(row)
}

/** The days of a range on which something was bought or sold. */
export async function sumByDay(
  client: QueryClientContract,
  { from, to }: DayRange
): Promise<Map<string, Sums>> {
  const rows = await selectRows<Row & { day: string }>(
    client,
    `SELECT day, ${SUM_COLUMNS} FROM location_daily WHERE day BETWEEN ? AND ? GROUP BY day ORDER BY day`,
    [from, to]
  )
  return new Map(rows.map((row) => [row.day, toSums(row)]))
}

export interface LocationSums extends Sums {
  /** 0: no location. */
  locationId: number
  name: string
}

/** The locations where something was bought or sold, the best seller first. */
export async function sumByLocation(
  client: QueryClientContract,
  { from, to }: DayRange
): Promise<LocationSums[]> {
  const rows = await selectRows<Row & { location_id: number; name: string | null }>(
    client,
    `SELECT d.location_id, MAX(l.pathstring) AS name, ${SUM_COLUMNS}
       FROM location_daily d LEFT JOIN stock_locations l ON l.id = d.location_id
      WHERE d.day BETWEEN ? AND ?
      GROUP BY d.location_id`,
    [from, to]
  )
  return rows
    .map((row) => ({
      ...toSums(row),
      locationId: row.location_id,
      name: row.name ?? 'No location',
    }))
    .filter((sums) => sums.revenue !== 0n || sums.spend !== 0n || sums.soldQuantity !== 0n)
    .sort((a, b) => compare(b.revenue, a.revenue) || a.locationId - b.locationId)
}

/** The value of all stock at cost, as of the end of a day. */
export async function stockValueAt(client: QueryClientContract, day: string): Promise<bigint> {
  const [row] = await selectRows(
    client,
    'SELECT CAST(SUM(stock_value) AS CHAR) AS value FROM location_daily WHERE day <= ?',
    [day]
  )
  return toScaled(row?.value)
}

/** The value of the stock of each location at cost, as of the end of a day, the most first. */
export async function stockValueByLocation(
  client: QueryClientContract,
  day: string
): Promise<{ locationId: number; name: string; value: bigint }[]> {
  const rows = await selectRows<{ location_id: number; name: string | null; value: string }>(
    client,
    `SELECT d.location_id, MAX(l.pathstring) AS name, CAST(SUM(d.stock_value) AS CHAR) AS value
       FROM location_daily d LEFT JOIN stock_locations l ON l.id = d.location_id
      WHERE d.day <= ?
      GROUP BY d.location_id`,
    [day]
  )
  return rows
    .map((row) => ({
      locationId: row.location_id,
      name: row.name ?? '',
      value: toScaled(row.value),
    }))
    .filter(({ value }) => value !== 0n)
    .sort((a, b) => compare(b.value, a.value))
}
