import db from '@adonisjs/lucid/services/db'
import type { Row } from '#core/sql'
import type { StoreName } from '#files/stores/store'

/** Who refers to the files below a folder: each module tells of its own. */
export interface FileReferences {
  name: string
  store: StoreName
  /** A folder with its slash: what nobody refers to in it is an orphan. */
  prefix: string
  /** What brings a missing file back, other than a backup. */
  remedy?: string
  /** The files that must be there. */
  needed(): AsyncIterable<string>
  /** Files that may be there too, such as one that is being uploaded. */
  allowed?(): AsyncIterable<string>
}

const known: FileReferences[] = []

export function registerReferences(references: FileReferences): void {
  known.push(references)
}

export function listReferences(): readonly FileReferences[] {
  return known
}

const ROWS_AT_ONCE = 1_000

/** All rows of a table by their ids, piece by piece, for lists of what refers to files. */
export async function* eachRow(table: string, columns: readonly string[]): AsyncGenerator<Row> {
  let after = 0
  for (;;) {
    const rows: Row[] = await db
      .from(table)
      .where('id', '>', after)
      .orderBy('id')
      .limit(ROWS_AT_ONCE)
      .select('id', ...columns)
    yield* rows
    if (rows.length < ROWS_AT_ONCE) return
    after = Number(rows[rows.length - 1].id)
  }
}
