import db from '@adonisjs/lucid/services/db'
import { now } from '#core/time'
import { cancelRun } from '#jobs/actions/cancel_run'
import { removeFiles } from '#files/actions/remove_files'
import { exportKey } from '#files/exports/export_files'
import type { KeptExport } from '#files/queries/read_exports'

/** Keeps how far an export is. */
export async function reportExport(
  id: number,
  { rows, total }: { rows: number; total: number }
): Promise<void> {
  await db.from('table_exports').where('id', id).update({ rows_written: rows, row_count: total })
}

/** Marks an export as ready to be fetched. False when it was deleted or cancelled meanwhile. */
export async function finishExport(
  { id, runId }: { id: number; runId: number },
  { rows, bytes }: { rows: number; bytes: number }
): Promise<boolean> {
  const running = db.from('job_runs').where({ id: runId, state: 'running' }).select('id')
  const changed = await db
    .from('table_exports')
    .where('id', id)
    .whereIn('run_id', running)
    .update({ rows_written: rows, row_count: rows, bytes, finished_at: now() })
  return Number(changed) === 1
}

/** Ends the run of an export that is under way. */
export async function cancelExport({ runId }: KeptExport): Promise<void> {
  if (runId !== null) await cancelRun(runId)
}

/** Removes an export with its file; one under way is ended. */
export async function deleteExport(kept: KeptExport): Promise<void> {
  if (kept.isOpen) await cancelExport(kept)
  await db.from('table_exports').where('id', kept.id).delete()
  await removeFiles('exports', [exportKey(kept.id)])
}
