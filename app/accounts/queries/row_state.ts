import db from '@adonisjs/lucid/services/db'
import { NotFound } from '#core/exceptions'
import { rowVersion } from '#core/row_version'
import type { Row } from '#core/sql'
import { lastEntry } from '#accounts/queries/changes_since'

/** The version of a row and the newest entry of its audit log, for an edit form to carry. */
export async function rowState(table: string, model: string, id: number) {
  const row: Row | null = await db.from(table).where('id', id).first()
  if (!row) throw new NotFound(model)
  return { version: rowVersion(row), entry: await lastEntry(model, id) }
}
