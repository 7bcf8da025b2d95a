import db from '@adonisjs/lucid/services/db'
import type { Actor } from '#core/access'
import { Conflict, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { inPieces, type Binding, type Row } from '#core/sql'
import { now, toDatabaseTime } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'

/** As the audit log calls them. */
export type DeletedKind = 'part' | 'company' | 'partcategory' | 'stocklocation'

/** How long the audit page offers to put back what was deleted. */
const UNDONE_WITHIN_MS = 24 * 60 * 60_000
const ROWS_AT_ONCE = 50

interface Deleted {
  kind: DeletedKind
  table: string
  row: Row
  /** Rows of other tables that go with it. */
  dependents?: { table: string; rows: Row[] }[]
  /** Rows that pointed at it and point elsewhere now. */
  moved?: { table: string; column: string; ids: number[]; to: number | null }[]
}

type Payload = Required<Omit<Deleted, 'kind'>>

export interface Deletion extends Payload {
  id: number
  kind: DeletedKind
  recordId: number
  name: string
  userId: number | null
}

/** Keeps what is being deleted, in the transaction of the deletion, so that it can be put back. */
export async function keepDeleted(
  { trx }: UnitOfWork,
  actor: Actor,
  { kind, table, row, dependents = [], moved = [] }: Deleted
): Promise<void> {
  const payload: Payload = { table, row, dependents, moved }
  await trx.table('deletions').insert({
    kind,
    record_id: Number(row.id),
    name: String(row.name ?? '').slice(0, 100),
    payload: JSON.stringify(payload, (_, value: unknown) =>
      typeof value === 'bigint' ? value.toString() : value
    ),
    user_id: actor.id > 0 ? actor.id : null,
    username: actor.username,
    created_at: now(),
  })
}

/** The newest deletion of this thing that can still be undone; undefined when there is none. */
export async function lastDeletion(
  kind: DeletedKind,
  recordId: number
): Promise<number | undefined> {
  const row: Row | null = await db
    .from('deletions')
    .where({ kind, record_id: recordId })
    .whereNull('restored_at')
    .where('created_at', '>', oldestUndone())
    .orderBy('id', 'desc')
    .first()
  return row ? Number(row.id) : undefined
}

/** The deletions among these that can still be undone, by "kind:id". */
export async function openDeletions(
  things: readonly { model: string; modelId: number | null }[]
): Promise<Map<string, number>> {
  const ids = [...new Set(things.flatMap(({ modelId }) => (modelId === null ? [] : [modelId])))]
  if (ids.length === 0) return new Map()
  const rows: Row[] = await db
    .from('deletions')
    .whereIn('record_id', ids)
    .whereNull('restored_at')
    .where('created_at', '>', oldestUndone())
    .orderBy('id')
    .select('id', 'kind', 'record_id')
  return new Map(
    rows.map((row) => [`${String(row.kind)}:${Number(row.record_id)}`, Number(row.id)])
  )
}

/** What was deleted. Throws {@link NotFound} when it was too long ago. */
export async function readDeletion(id: number): Promise<Deletion> {
  const row: Row | null = await db
    .from('deletions')
    .where('id', id)
    .where('created_at', '>', oldestUndone())
    .first()
  if (!row) throw new NotFound('Deletion')
  return {
    ...(JSON.parse(String(row.payload)) as Payload),
    id: Number(row.id),
    kind: row.kind as DeletedKind,
    recordId: Number(row.record_id),
    name: String(row.name),
    userId: row.user_id === null ? null : Number(row.user_id),
  }
}

/**
 * Puts the rows of a deletion back under their ids, with these columns changed. Throws {@link Conflict}
 * when that was done already, or something else has the id by now.
 */
export async function putBack(
  { trx }: UnitOfWork,
  deletion: Deletion,
  changed: Record<string, Binding> = {}
): Promise<void> {
  const claimed = await trx
    .from('deletions')
    .where('id', deletion.id)
    .whereNull('restored_at')
    .update({ restored_at: now() })
  const { table, row, recordId, name } = deletion
  if (Number(claimed) === 0 || (await trx.from(table).where('id', recordId).first())) {
    throw new Conflict(t('{name} is there already.', { name }))
  }
  await trx.table(table).insert({ ...row, ...changed })
  for (const { table: other, rows } of deletion.dependents) {
    for (const some of inPieces(rows, ROWS_AT_ONCE)) await trx.table(other).multiInsert(some)
  }
  for (const moved of deletion.moved) await moveBack(trx, moved, recordId)
}

async function moveBack(
  trx: UnitOfWork['trx'],
  { table, column, ids, to }: Payload['moved'][number],
  recordId: number
): Promise<void> {
  for (const some of inPieces(ids, ROWS_AT_ONCE)) {
    const query = trx.from(table).whereIn('id', some)
    // Who was moved elsewhere since then stays there.
    if (to === null) query.whereNull(column)
    else query.where(column, to)
    await query.update({ [column]: recordId })
  }
}

function oldestUndone(): string {
  return toDatabaseTime(new Date(Date.now() - UNDONE_WITHIN_MS))
}
