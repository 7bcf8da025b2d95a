import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { selectRows, type Binding } from '#core/sql'
import { today } from '#core/time'
import { addDays, listDays, type DayRange } from '#insights/day_range'

/** How far back the history of an item is shown; "all" from its first movement on. */
export const HISTORY_DAYS = { '30d': 30, '90d': 90, '1y': 365, 'all': null } as const
export type HistorySpan = keyof typeof HISTORY_DAYS

export interface HistoryRequest {
  partId: number
  span: HistorySpan
  /** 0 is stock without a place; left out: everywhere. */
  locationId?: number
}

export interface DayQuantity {
  day: string
  quantity: bigint
}

export interface MonthSums {
  month: string
  bought: bigint
  spend: bigint
  sold: bigint
  revenue: bigint
  cost: bigint
  profit: bigint
}

export interface PlaceChoice {
  id: number
  name: string | null
}

export interface ItemHistory {
  range: DayRange
  /** What lay there at the end of each day of the range. */
  balances: DayQuantity[]
  /** What was sold in each week, named by its Monday or the first day of the range. */
  weeks: DayQuantity[]
  months: MonthSums[]
  places: PlaceChoice[]
}

/** What an item's stock, sales and purchases were over time, from the read models. */
export async function getItemHistory(
  request: HistoryRequest,
  client: QueryClientContract = db.connection()
): Promise<ItemHistory> {
  const scope = scopeOf(request)
  const range = await rangeOf(client, request)
  return {
    range,
    balances: await balancesOf(client, scope, range),
    weeks: await weeksOf(client, scope, range),
    months: await monthsOf(client, scope, range),
    places: await placesOf(client, request.partId),
  }
}

interface Scope {
  where: string
  bindings: Binding[]
}

function scopeOf({ partId, locationId }: HistoryRequest): Scope {
  return locationId === undefined
    ? { where: 'part_id = ?', bindings: [partId] }
    : { where: 'part_id = ? AND location_id = ?', bindings: [partId, locationId] }
}

async function rangeOf(
  client: QueryClientContract,
  { partId, span }: HistoryRequest
): Promise<DayRange> {
  const to = today()
  const days = HISTORY_DAYS[span]
  if (days !== null) return { from: addDays(to, 1 - days), to }
  const [first] = await selectRows<{ day: string | null }>(
    client,
    'SELECT MIN(day) AS day FROM stock_daily WHERE part_id = ?',
    [partId]
  )
  const from = first.day ?? to
  return { from: from < addDays(to, -29) ? from : addDays(to, -29), to }
}

/** What lay there before the range: whole months, and the days of its first month before it. */
async function openingOf(client: QueryClientContract, scope: Scope, from: string) {
  const month = from.slice(0, 7)
  const [row] = await selectRows<{ quantity: unknown }>(
    client,
    `SELECT CAST(SUM(quantity) AS CHAR) AS quantity FROM (
       SELECT quantity FROM stock_monthly WHERE ${scope.where} AND month < ?
       UNION ALL
       SELECT quantity FROM stock_daily WHERE ${scope.where} AND day >= ? AND day < ?) pieces`,
    [...scope.bindings, month, ...scope.bindings, `${month}-01`, from]
  )
  return toScaled(row.quantity)
}

async function balancesOf(
  client: QueryClientContract,
  scope: Scope,
  range: DayRange
): Promise<DayQuantity[]> {
  const changes = await sumByDay(client, { table: 'stock_daily', scope, range })
  let quantity = await openingOf(client, scope, range.from)
  return listDays(range).map((day) => {
    quantity += changes.get(day) ?? 0n
    return { day, quantity }
  })
}

async function sumByDay(
  client: QueryClientContract,
  { table, scope, range }: { table: string; scope: Scope; range: DayRange }
): Promise<Map<string, bigint>> {
  const rows = await selectRows<{ day: string; quantity: unknown }>(
    client,
    `SELECT day, CAST(SUM(quantity) AS CHAR) AS quantity FROM ${table}
      WHERE ${scope.where} AND day BETWEEN ? AND ? GROUP BY day`,
    [...scope.bindings, range.from, range.to]
  )
  return new Map(rows.map((row) => [row.day, toScaled(row.quantity)]))
}

async function weeksOf(
  client: QueryClientContract,
  scope: Scope,
  range: DayRange
): Promise<DayQuantity[]> {
  const sold = await sumByDay(client, { table: 'sales_daily', scope, range })
  const weeks: DayQuantity[] = []
  for (const day of listDays(range)) {
    const isMonday = new Date(`${day}T00:00:00Z`).getUTCDay() === 1
    if (isMonday || weeks.length === 0) weeks.push({ day, quantity: 0n })
    weeks[weeks.length - 1].quantity += sold.get(day) ?? 0n
  }
  return weeks
}

async function monthsOf(
  client: QueryClientContract,
  scope: Scope,
  range: DayRange
): Promise<MonthSums[]> {
  const from = range.from.slice(0, 7)
  const sum = (column: string) => `CAST(SUM(${column}) AS CHAR) AS ${column}`
  const read = (table: string, columns: string[]) =>
    selectRows<Record<string, unknown> & { month: string }>(
      client,
      `SELECT month, ${columns.map(sum).join(', ')} FROM ${table}
        WHERE ${scope.where} AND month >= ? GROUP BY month ORDER BY month`,
      [...scope.bindings, from]
    )
  const sales = await read('sales_monthly', ['quantity', 'revenue', 'cost', 'profit'])
  const purchases = await read('purchases_monthly', ['quantity', 'spend'])
  const months = [...new Set([...sales, ...purchases].map(({ month }) => month))].sort()
  return months.map((month) => {
    const sale = sales.find((row) => row.month === month)
    const purchase = purchases.find((row) => row.month === month)
    return {
      month,
      bought: toScaled(purchase?.quantity),
      spend: toScaled(purchase?.spend),
      sold: toScaled(sale?.quantity),
      revenue: toScaled(sale?.revenue),
      cost: toScaled(sale?.cost),
      profit: toScaled(sale?.profit),
    }
  })
}

/** The places where the item ever was. */
async function placesOf(client: QueryClientContract, partId: number): Promise<PlaceChoice[]> {
  const rows = await selectRows<{ id: number; name: string | null }>(
    client,
    `SELECT places.id, l.pathstring AS name
       FROM (SELECT DISTINCT location_id AS id FROM stock_monthly WHERE part_id = ?) places
       LEFT JOIN stock_locations l ON l.id = places.id ORDER BY l.pathstring`,
    [partId]
  )
  return rows.map((row) => ({ id: Number(row.id), name: row.name }))
}
