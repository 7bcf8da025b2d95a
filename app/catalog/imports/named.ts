import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import type { Row } from '#core/sql'

/** A name in a file and what it stands for: an id, several that have it, or none. */
export type Found = { id: number; text: string } | 'none' | 'several'

interface Table {
  table: string
  /** The columns a name is looked for in, one after the other; the first is what people see. */
  columns: readonly string[]
}

/** Looks names of a table up, many at once. */
export async function findNamed(
  client: QueryClientContract,
  { table, columns }: Table,
  names: readonly (string | undefined)[]
): Promise<Map<string, Found>> {
  const wanted = [...new Set(names.flatMap((name) => (name ? [name] : [])))]
  const found = new Map<string, Found>(wanted.map((name) => [name, 'none']))
  for (const column of columns) {
    const missing = wanted.filter((name) => found.get(name) === 'none')
    if (missing.length === 0) break
    const rows: Row[] = await client
      .from(table)
      .whereIn(column, missing)
      .select('id', `${columns[0]} as text`, `${column} as name`)
    for (const row of rows) {
      const name = String(row.name)
      const isFirst = found.get(name) === 'none'
      found.set(name, isFirst ? { id: Number(row.id), text: String(row.text) } : 'several')
    }
  }
  return found
}
