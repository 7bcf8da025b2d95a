import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { placeholders, selectRows } from '#core/sql'
import { dayFile, LAYOUT } from '#insights/hdfs/layout'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { linesOf } from '#insights/mapreduce/fields'
import { COLUMNS, mapLine, parseAmount } from '#insights/mapreduce/format'
import { daysOfMonth } from '#insights/projections/figures'

export interface SalesSums {
  total: bigint
  profit: bigint
}

/** Sums by a key, such as an item's id, or an item's id and a day. */
export class SumsBy<Key> {
  #sums = new Map<Key, SalesSums>()

  add(key: Key, { total, profit }: SalesSums): void {
    const known = this.#sums.get(key)
    if (!known) this.#sums.set(key, { total, profit })
    else {
      known.total += total
      known.profit += profit
    }
  }

  get(key: Key): SalesSums {
    return this.#sums.get(key) ?? { total: 0n, profit: 0n }
  }

  keys(): IterableIterator<Key> {
    return this.#sums.keys()
  }
}

/** The ledger's sales of a month by item and, where `partIds` are given, by "item day"; without these days. */
export async function sumLedgerSales(
  month: string,
  { without, partIds = [] }: { without: readonly string[]; partIds?: readonly number[] }
): Promise<{ partId: number; day: string; sums: SalesSums }[]> {
  const byDay = partIds.length > 0
  const rows = await selectRows<Record<string, string | number>>(
    db.connection(),
    `SELECT p.part_id, ${byDay ? 'p.day' : "'' AS day"}, COALESCE(r.kind, p.kind) AS counts_as,
            CAST(SUM(p.amount) AS CHAR) AS amount, CAST(SUM(p.value) AS CHAR) AS value
       FROM stock_postings p
       LEFT JOIN stock_postings r ON r.id = p.reverses_id
      WHERE p.day BETWEEN ? AND ? AND COALESCE(r.kind, p.kind) IN ('sale', 'return_in')
            ${without.length > 0 ? `AND p.day NOT IN (${placeholders(without.length)})` : ''}
            ${byDay ? `AND p.part_id IN (${placeholders(partIds.length)})` : ''}
      GROUP BY p.part_id, ${byDay ? 'p.day, ' : ''}COALESCE(r.kind, p.kind)`,
    [...daysOfMonth(month), ...without, ...partIds]
  )
  return rows.map((row) => {
    const [amount, value] = [toScaled(row.amount), toScaled(row.value)]
    const total = row.counts_as === 'sale' ? amount : -amount
    return {
      partId: Number(row.part_id),
      day: String(row.day),
      sums: { total, profit: total + value },
    }
  })
}

interface ExportedSale {
  partId: number
  day: string
  sums: SalesSums
}

/** The sales in the exported files of these days, or in the full file. */
export async function* readExportedSales(
  hdfs: Hdfs,
  days: readonly string[] | 'all'
): AsyncGenerator<ExportedSale> {
  const files = days === 'all' ? [LAYOUT.full] : days.map(dayFile)
  for (const file of files) {
    for await (const line of linesOf(hdfs.read(file))) {
      const mapped = mapLine(line)
      if (mapped === null) continue
      const [part, , , total, profit] = mapped.split('\t')
      const sums = { total: parseAmount(total), profit: parseAmount(profit) }
      yield { partId: Number(part), day: dayOfLine(line), sums }
    }
  }
}

function dayOfLine(line: string): string {
  return line.split('\t')[DAY_COLUMN]
}

const DAY_COLUMN = COLUMNS.indexOf('day')
