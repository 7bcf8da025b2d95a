import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { placeholders, selectRows } from '#core/sql'
import { splitByMonth, type DayRange } from '#insights/day_range'

export interface PartSums {
  partId: number
  categoryId: number | null
  quantity: bigint
  revenue: bigint
  profit: bigint
}

interface PartRow {
  part_id: number
  category_id: number | null
  quantity: string
  revenue: string
  profit: string
}

const FIGURES = 'part_id, quantity, revenue, profit'

/** What each item sold in a range: whole months from the months' sums, the days at the edges one by one. */
export async function sumByPart(client: QueryClientContract, range: DayRange): Promise<PartSums[]> {
  const { months, edges } = splitByMonth(range)
  const pieces = edges.map(() => `SELECT ${FIGURES} FROM sales_daily WHERE day BETWEEN ? AND ?`)
  const bindings = edges.flatMap(({ from, to }) => [from, to])
  if (months.length > 0) {
    pieces.push(
      `SELECT ${FIGURES} FROM sales_monthly WHERE month IN (${placeholders(months.length)})`
    )
    bindings.push(...months)
  }
  const rows = await selectRows<PartRow>(
    client,
    `SELECT s.part_id, p.category_id, CAST(s.quantity AS CHAR) AS quantity,
            CAST(s.revenue AS CHAR) AS revenue, CAST(s.profit AS CHAR) AS profit
       FROM (SELECT part_id, SUM(quantity) AS quantity, SUM(revenue) AS revenue, SUM(profit) AS profit
               FROM (${pieces.join(' UNION ALL ')}) pieces
              GROUP BY part_id) s
       JOIN parts p ON p.id = s.part_id`,
    bindings
  )
  return rows.map((row) => ({
    partId: row.part_id,
    categoryId: row.category_id,
    quantity: toScaled(row.quantity),
    revenue: toScaled(row.revenue),
    profit: toScaled(row.profit),
  }))
}
