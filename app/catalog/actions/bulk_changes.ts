import type { Actor } from '#core/access'
import { isUniqueViolation } from '#core/constraint_faults'
import { Conflict } from '#core/exceptions'
import { t } from '#core/i18n'
import { changeRows, inPieces, insertRows, type Row } from '#core/sql'
import { now } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { changeRow, valuesBefore, valuesFor } from '#catalog/bulk/change_row'
import type { BulkChange, FieldChanges } from '#catalog/bulk/bulk_change'

/** More rows than this are changed in the background. */
export const MOST_AT_ONCE = 200
export const BULK_JOB = 'change_items'
/** Rows a transaction: the only connection of SQLite must not be held for long. */
const PIECE = 20
const KEPT_AT_ONCE = 2_000

interface NewBulkChange {
  change: BulkChange
  partIds: readonly number[]
}

/**
 * Keeps what is to be done with which items; many are left to a job. Gives its id. A long list is kept
 * piece by piece, so that others have a turn: nothing is done before all of it is there.
 */
export async function startBulkChange(
  { change, partIds }: NewBulkChange,
  actor: Actor
): Promise<number> {
  const id = await transact((unit) =>
    insertBulkChange(unit, actor, { change: JSON.stringify(change) })
  )
  for (const piece of inPieces(partIds, KEPT_AT_ONCE)) {
    const rows = piece.map((partId) => ({ bulk_change_id: id, part_id: partId }))
    await transact(({ trx }) => insertRows(trx, 'bulk_change_rows', rows))
  }
  await transact((unit) => leaveToJob(unit, { id, total: partIds.length, userId: actor.id }))
  return id
}

/** Keeps that a bulk change is to be taken back; gives the id of the change that does it. */
export async function startUndo(undoesId: number, actor: Actor): Promise<number> {
  try {
    return await transact(async (unit) => {
      const id = await insertBulkChange(unit, actor, { change: '{}', undoes_id: undoesId })
      const total = await changeRows(
        unit.trx,
        `INSERT INTO bulk_change_rows (bulk_change_id, part_id)
         SELECT ?, part_id FROM bulk_change_rows WHERE bulk_change_id = ? AND state = 'changed'`,
        [id, undoesId]
      )
      await leaveToJob(unit, { id, total, userId: actor.id })
      return id
    })
  } catch (error) {
    throw isUniqueViolation(error) ? new Conflict(t('This was undone already.')) : error
  }
}

interface Progress {
  (done: number, total: number): void | Promise<void>
}

/** Changes the rows that still wait, some in a transaction; a killed run goes on where it ended. */
export async function carryOutBulkChange(
  id: number,
  actor: Actor,
  progress: Progress = () => undefined
): Promise<void> {
  for (;;) {
    const left = await transact((unit) => changePiece(unit, id, actor))
    await progress(left.total - left.waiting, left.total)
    if (left.waiting === 0) return
  }
}

async function changePiece(unit: UnitOfWork, id: number, actor: Actor) {
  const { trx } = unit
  const bulk: Row = await trx.from('bulk_changes').where('id', id).forUpdate().firstOrFail()
  const rows: Row[] = await trx
    .from('bulk_change_rows')
    .where({ bulk_change_id: id, state: 'waiting' })
    .orderBy('part_id')
    .limit(PIECE)
  const valuesOf = await valuesOfRows(unit, bulk, rows)
  for (const row of rows) {
    const partId = Number(row.part_id)
    const outcome = await changeRow(unit, { partId, actor, valuesOf: valuesOf(partId) })
    await trx
      .from('bulk_change_rows')
      .where({ bulk_change_id: id, part_id: partId })
      .update({
        state: outcome.state,
        changes: outcome.state === 'changed' ? JSON.stringify(outcome.changes) : null,
        refusal: outcome.state === 'refused' ? outcome.refusal.slice(0, 500) : null,
      })
  }
  const [left]: Row[] = await trx
    .from('bulk_change_rows')
    .where({ bulk_change_id: id, state: 'waiting' })
    .count('* as waiting')
  const waiting = Number(left.waiting)
  if (waiting === 0) await trx.from('bulk_changes').where('id', id).update({ finished_at: now() })
  return { waiting, total: Number(bulk.total) }
}

/** What each of these rows is to get: the same for all, or what it had before the change that is undone. */
async function valuesOfRows({ trx }: UnitOfWork, bulk: Row, rows: readonly Row[]) {
  if (!bulk.undoes_id) {
    const change: BulkChange = JSON.parse(String(bulk.change))
    return () => (row: Row) => valuesFor(change, row)
  }
  const ids = rows.map((row) => Number(row.part_id))
  const undone: Row[] = await trx
    .from('bulk_change_rows')
    .where('bulk_change_id', Number(bulk.undoes_id))
    .whereIn('part_id', ids)
  const changes = new Map<number, FieldChanges>(
    undone.map((row) => [Number(row.part_id), JSON.parse(String(row.changes))])
  )
  return (partId: number) => (row: Row) => valuesBefore(changes.get(partId) ?? {}, row)
}

async function insertBulkChange(
  { trx }: UnitOfWork,
  actor: Actor,
  fields: { change: string; undoes_id?: number }
): Promise<number> {
  const [id] = await trx
    .table('bulk_changes')
    .insert({ user_id: actor.id, ...fields, created_at: now() })
  return Number(id)
}

async function leaveToJob(
  unit: UnitOfWork,
  { id, total, userId }: { id: number; total: number; userId: number }
): Promise<void> {
  const isLong = total > MOST_AT_ONCE
  const runId = isLong
    ? await enqueueJob(unit, { name: BULK_JOB, payload: { id, userId }, userId })
    : null
  await unit.trx.from('bulk_changes').where('id', id).update({ total, run_id: runId })
}
