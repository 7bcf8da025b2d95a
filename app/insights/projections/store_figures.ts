import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { raiseCacheVersion } from '#core/cache'
import { changeRows, inPieces, placeholders } from '#core/sql'
import {
  FIGURE_TABLES,
  FIGURES_VERSION,
  type FigureRow,
  type Figures,
  type FigureTable,
} from '#insights/projections/figures'

const ROWS_A_STATEMENT = 500

/** Adds the figures to what the tables hold, making the rows that are not there yet. */
export async function storeFigures(client: QueryClientContract, figures: Figures): Promise<void> {
  for (const table of Object.values(FIGURE_TABLES)) {
    const rows = [...figures.rowsOf(table).values()]
    for (const piece of inPieces(rows, ROWS_A_STATEMENT)) await addRows(client, table, piece)
  }
  // Last: its row is locked until the commit.
  await raiseCacheVersion(client, FIGURES_VERSION)
}

function addRows(
  client: QueryClientContract,
  table: FigureTable,
  rows: FigureRow[]
): Promise<number> {
  const columns = [...table.keys, ...table.sums]
  const into = `INSERT INTO ${table.name} (${columns.join(', ')})`
  if (client.dialect.name === 'mysql') {
    const tuples = rows.map(() => `(${placeholders(columns.length)})`).join(', ')
    const additions = table.sums.map((sum) => `${sum} = ${sum} + VALUES(${sum})`).join(', ')
    return changeRows(
      client,
      `${into} VALUES ${tuples} ON DUPLICATE KEY UPDATE ${additions}`,
      rows.flatMap((row) => [...row.key, ...row.sums])
    )
  }
  // One JSON parameter is several times faster on SQLite than thousands of bindings.
  const picks = columns.map((_, index) => `value ->> ${index}`).join(', ')
  const additions = table.sums.map((sum) => `${sum} = ${sum} + excluded.${sum}`).join(', ')
  return changeRows(
    client,
    `${into} SELECT ${picks} FROM json_each(?) WHERE true
       ON CONFLICT (${table.keys.join(', ')}) DO UPDATE SET ${additions}`,
    [toJson(rows)]
  )
}

/** Sums are written as integers of any length: they never pass through a float. */
function toJson(rows: FigureRow[]): string {
  return `[${rows.map(({ key, sums }) => `[${JSON.stringify(key).slice(1, -1)},${sums.join(',')}]`).join(',')}]`
}
