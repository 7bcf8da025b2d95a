import { mkdtemp, readFile as readLocalFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import app from '@adonisjs/core/services/app'
import db from '@adonisjs/lucid/services/db'
import { formatMoney, toScaled } from '#core/decimal'
import { escapeField } from '#insights/mapreduce/fields'
import { importSales } from '#stock/actions/import_sales'
import { SalesFile } from '#stock/import/sales_file'

export const REAL_LINES = 2_000

/** The first lines of the real sales that the demo has; a second time nothing is posted twice. */
export async function importRealSales(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bincard-sales-'))
  try {
    const all = gunzipSync(await readLocalFile(app.makePath('database/demo/sales.csv.gz')))
    const lines = all
      .toString('utf8')
      .split('\n')
      .slice(0, REAL_LINES + 1)
    const file = join(folder, 'sales.csv')
    await writeFile(file, lines.join('\n'))
    await importSales({
      file: new SalesFile(file),
      source: 'sales analysis',
      descriptions: new Map(),
      locationOf: () => 'Main warehouse',
      actorId: null,
      signal: new AbortController().signal,
    })
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** The result as SQL alone has it: no line of our code adds anything up. */
export async function resultOfSql(): Promise<string[]> {
  const answer = await db.rawQuery(
    `SELECT n.id, n.name, CAST(SUM(CASE c.kind WHEN 'sale' THEN c.amount ELSE -c.amount END) AS CHAR) AS total,
            CAST(SUM(CASE c.kind WHEN 'sale' THEN c.amount ELSE -c.amount END + c.value) AS CHAR) AS profit
       FROM (SELECT p.part_id, p.amount, p.value, COALESCE(r.kind, p.kind) AS kind FROM stock_postings p
               LEFT JOIN stock_postings r ON r.id = p.reverses_id) c
       JOIN parts n ON n.id = c.part_id
      WHERE c.kind IN ('sale', 'return_in')
      GROUP BY n.id HAVING SUM(c.amount) <> 0 OR SUM(c.value) <> 0`
  )
  const rows = Array.isArray(answer[0]) ? answer[0] : answer
  const lines = rows.map((row: Record<string, string>) => ({
    id: Number(row.id),
    name: Buffer.from(escapeField(row.name)),
    figures: [row.total, row.profit].map((figure) => formatMoney(toScaled(figure))),
  }))
  type Line = { id: number; name: Buffer; figures: string[] }
  lines.sort((a: Line, b: Line) => Buffer.compare(a.name, b.name) || a.id - b.id)
  return lines.map(({ name, figures }: Line) => [name, ...figures].join('\t'))
}
