import db from '@adonisjs/lucid/services/db'
import { can, type Actor } from '#core/access'
import { NotFound } from '#core/exceptions'
import type { Row } from '#core/sql'

const MOST_REFUSALS = 200

/** A change of many items: how far it is and what was refused. */
export interface BulkChangeState {
  id: number
  total: number
  changed: number
  unchanged: number
  refused: number
  waiting: number
  isOver: boolean
  isUndo: boolean
  canUndo: boolean
  /** "dead" when the job that does it was given up. */
  runState: string | null
  refusals: { partId: number; name: string | null; reason: string }[]
}

/** A bulk change that the user made, or any for an administrator. Throws {@link NotFound}. */
export async function readBulkChange(id: number, actor: Actor): Promise<BulkChangeState> {
  const row: Row | null = await db.from('bulk_changes').where('id', id).first()
  const isTheirs = row && (Number(row.user_id) === actor.id || can(actor, 'admin', 'view'))
  if (!isTheirs) throw new NotFound('Change')
  const counts = await countStates(id)
  const undone: Row | null = await db.from('bulk_changes').where('undoes_id', id).first()
  const isOver = row.finished_at !== null
  return {
    id,
    total: Number(row.total),
    ...counts,
    isOver,
    isUndo: row.undoes_id !== null,
    canUndo: isOver && row.undoes_id === null && !undone && counts.changed > 0,
    runState: await runState(row.run_id),
    refusals: await listRefusals(id),
  }
}

async function countStates(id: number) {
  const rows: Row[] = await db
    .from('bulk_change_rows')
    .where('bulk_change_id', id)
    .groupBy('state')
    .select('state')
    .count('* as total')
  const of = (state: string) => Number(rows.find((row) => row.state === state)?.total ?? 0)
  return {
    changed: of('changed'),
    unchanged: of('unchanged'),
    refused: of('refused'),
    waiting: of('waiting'),
  }
}

async function runState(runId: unknown): Promise<string | null> {
  if (runId === null) return null
  const run: Row | null = await db.from('job_runs').where('id', Number(runId)).first()
  return run ? String(run.state) : null
}

async function listRefusals(id: number) {
  const rows: Row[] = await db
    .from('bulk_change_rows')
    .leftJoin('parts', 'parts.id', 'bulk_change_rows.part_id')
    .where({ 'bulk_change_rows.bulk_change_id': id, 'bulk_change_rows.state': 'refused' })
    .orderBy('bulk_change_rows.part_id')
    .limit(MOST_REFUSALS)
    .select('bulk_change_rows.part_id', 'bulk_change_rows.refusal', 'parts.name')
  return rows.map((row) => ({
    partId: Number(row.part_id),
    name: row.name === null ? null : String(row.name),
    reason: String(row.refusal),
  }))
}
