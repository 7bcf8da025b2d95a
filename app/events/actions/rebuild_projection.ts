import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, selectRows } from '#core/sql'
import { now } from '#core/time'
import { isMysql } from '#core/unit_of_work'
import { markApplied, readPosition } from '#events/actions/apply_events'
import type { Projection } from '#events/projection'

/**
 * Computes a read model anew while the system runs: in one snapshot it is recomputed from its source
 * and exactly the outbox events visible there are marked as applied, so what commits meanwhile is
 * added by the relay afterwards, once.
 */
export async function rebuildProjection(
  projection: Projection,
  report: (step: string) => void = () => {}
): Promise<void> {
  await db.transaction(async (trx) => {
    await lockPosition(trx, projection.name)
    await projection.rebuild(trx, report)
    await markVisible(trx, projection.name)
  }, snapshot())
}

// MySQL takes the snapshot at the first plain read, which comes after the lock below.
function snapshot() {
  return isMysql() ? { isolationLevel: 'repeatable read' as const } : undefined
}

/** Keeps appliers out until the rebuild commits; as a write it also makes SQLite begin at the newest state. */
async function lockPosition(trx: TransactionClientContract, name: string): Promise<void> {
  const locked = await changeRows(
    trx,
    'UPDATE projection_offsets SET updated_at = ? WHERE projection = ?',
    [now(), name]
  )
  if (locked === 0) {
    await trx
      .table('projection_offsets')
      .insert({ projection: name, position: 0, updated_at: now() })
  }
}

async function markVisible(trx: TransactionClientContract, name: string): Promise<void> {
  const rows = await selectRows<{ id: number; event_id: string }>(
    trx,
    'SELECT id, event_id FROM outbox_events ORDER BY id'
  )
  await changeRows(trx, 'DELETE FROM projection_events WHERE projection = ?', [name])
  await markApplied(
    trx,
    name,
    rows.map((row) => row.event_id)
  )
  const newest = rows.length > 0 ? rows[rows.length - 1].id : 0
  const position = Math.max(Number((await readPosition(trx, name)) ?? 0), Number(newest))
  await changeRows(trx, 'UPDATE projection_offsets SET position = ? WHERE projection = ?', [
    position,
    name,
  ])
}
