import db from '@adonisjs/lucid/services/db'
import { deleteRows } from '#core/import/check_import'
import type { Background } from '#core/import/ports'
import { WORKING } from '#core/import/runs'
import { removeStored } from '#core/import/stored_file'
import type { Row } from '#core/sql'
import { toDatabaseTime } from '#core/time'
import { transact } from '#core/unit_of_work'

const DAY_MS = 86_400_000
/** How long the rows of an import are kept, so that it can be looked at and undone. */
const KEPT_DAYS = 30

/** Removes the rows and files of old imports, and those imports that came to nothing. */
export async function cleanImports({
  breathe,
}: Pick<Background, 'breathe'>): Promise<{ cleaned: number }> {
  const before = toDatabaseTime(new Date(Date.now() - KEPT_DAYS * DAY_MS))
  const runs: Row[] = await db
    .from('import_runs')
    .where('created_at', '<', before)
    .whereNotIn('state', [...WORKING])
    .where((query) => {
      query
        .whereNotNull('stored_name')
        .orWhereExists(db.from('import_rows').whereColumn('import_rows.run_id', 'import_runs.id'))
    })
    .select('id', 'stored_name', 'imported_at')
  for (const run of runs) {
    const id = Number(run.id)
    await removeStored(run.stored_name === null ? null : String(run.stored_name))
    await deleteRows(id, { breathe })
    await transact(async ({ trx }) => {
      const own = trx.from('import_runs').where('id', id)
      if (run.imported_at === null) await own.delete()
      else await own.update({ stored_name: null })
    })
  }
  return { cleaned: runs.length }
}
