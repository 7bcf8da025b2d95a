import { createHash } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import type { Mapping } from '#core/import/guess_columns'
import type { ImportChoices, ImportKind } from '#core/import/kinds'
import type { Row } from '#core/sql'
import { now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

type KeptChoices = Pick<ImportChoices, 'mode' | 'options' | 'defaults'>

/** How this user last mapped a file of this kind with the same headings. */
export async function recallMapping(
  userId: number,
  kind: ImportKind,
  headings: readonly string[]
): Promise<{ mapping: Mapping; choices: KeptChoices } | null> {
  const row: Row | null = await db
    .from('import_mappings')
    .where({ user_id: userId, kind: kind.key, headings_hash: hashOf(headings) })
    .first()
  if (!row) return null
  return { mapping: JSON.parse(String(row.mapping)), choices: JSON.parse(String(row.choices)) }
}

export async function rememberMapping(
  { trx }: UnitOfWork,
  userId: number,
  run: { kind: ImportKind; headings: readonly string[]; mapping: Mapping; choices: ImportChoices }
): Promise<void> {
  const { mode, options, defaults } = run.choices
  const key = { user_id: userId, kind: run.kind.key, headings_hash: hashOf(run.headings) }
  const kept = {
    mapping: JSON.stringify(run.mapping),
    choices: JSON.stringify({ mode, options, defaults }),
    updated_at: now(),
  }
  const known = await trx.from('import_mappings').where(key).first()
  if (known) await trx.from('import_mappings').where('id', known.id).update(kept)
  else
    await trx
      .knexQuery()
      .table('import_mappings')
      .insert({ ...key, ...kept })
      .onConflict(Object.keys(key))
      .ignore()
}

function hashOf(headings: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(headings)).digest('hex')
}
