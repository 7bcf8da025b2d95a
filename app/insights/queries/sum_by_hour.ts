import { DateTime } from 'luxon'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import { companyTimeZone } from '#core/time'
import type { DaySums } from '#insights/queries/get_dashboard'

const HOURS = 24
const MOST_KEPT = 2_000

/** What was sold in each hour of each day, while what the day sold in all stays the same. */
const known = new Map<string, bigint[]>()

/** What was sold in each local hour, and on each weekday from Monday, of these days. */
export async function sumByHour(client: QueryClientContract, days: readonly DaySums[]) {
  const byHour = Array<bigint>(HOURS).fill(0n)
  const byWeekday = Array<bigint>(7).fill(0n)
  for (const sums of days) {
    if (sums.revenue === 0n && sums.soldQuantity === 0n) continue
    const hours = await hoursOf(client, sums)
    const weekday = DateTime.fromISO(sums.day, { zone: 'utc' }).weekday - 1
    for (const [hour, revenue] of hours.entries()) byHour[hour] += revenue
    byWeekday[weekday] += sums.revenue
  }
  return { byHour, byWeekday }
}

/** A day at a time: others have their turn in between, and a day that is over is read once. */
async function hoursOf(client: QueryClientContract, sums: DaySums): Promise<bigint[]> {
  const { day, revenue, cost, soldQuantity } = sums
  const key = [day, revenue, cost, soldQuantity, companyTimeZone()].join(' ')
  const kept = known.get(key)
  if (kept) return kept
  const hours = await readHours(client, day)
  if (known.size >= MOST_KEPT) known.delete(known.keys().next().value ?? '')
  known.set(key, hours)
  return hours
}

async function readHours(client: QueryClientContract, day: string): Promise<bigint[]> {
  const rows = await selectRows<{ hour: string; revenue: string }>(
    client,
    `SELECT SUBSTR(p.occurred_at, 1, 13) AS hour,
            CAST(SUM(CASE WHEN COALESCE(o.kind, p.kind) = 'sale' THEN p.amount ELSE -p.amount END) AS CHAR)
              AS revenue
       FROM stock_postings p LEFT JOIN stock_postings o ON o.id = p.reverses_id
      WHERE p.day = ? AND COALESCE(o.kind, p.kind) IN ('sale', 'return_in')
      GROUP BY 1`,
    [day]
  )
  const hours = Array<bigint>(HOURS).fill(0n)
  for (const row of rows) {
    const moment = DateTime.fromSQL(`${row.hour}:00:00`, { zone: 'utc' })
    hours[moment.setZone(companyTimeZone()).hour] += toScaled(row.revenue)
  }
  return hours
}
