import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows } from '#core/sql'
import { now } from '#core/time'

/**
 * Keeps appliers of the projection out until the transaction ends. Call it first: on SQLite, as a
 * write, it makes the transaction begin with the newest state.
 */
export async function lockPosition(trx: TransactionClientContract, name: string): Promise<void> {
  const locked = await changeRows(
    trx,
    'UPDATE projection_offsets SET updated_at = ? WHERE projection = ?',
    [now(), name]
  )
  if (locked > 0) return
  await trx.table('projection_offsets').insert({ projection: name, position: 0, updated_at: now() })
}
