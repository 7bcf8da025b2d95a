import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, selectRows } from '#core/sql'
import { now } from '#core/time'
import { Overtaken } from '#core/unit_of_work'
import { lockPosition } from '#events/actions/lock_position'

/** Moves the position of a reader on, in the transaction that writes what it has read. */
export type Move = (trx: TransactionClientContract) => Promise<void>

/** Compare and set: of two appliers that read the same position, one is turned back. */
export function moveInOutbox(projection: string, position: number): Move {
  return async (trx) => {
    const current = await readOutboxPosition(trx, projection)
    if (current === null) {
      await trx.table('projection_offsets').insert({ projection, position, updated_at: now() })
      return
    }
    const moved = await changeRows(
      trx,
      'UPDATE projection_offsets SET position = ?, updated_at = ? WHERE projection = ? AND position = ?',
      [Math.max(current, position), now(), projection, current]
    )
    if (moved === 0) throw new Overtaken()
  }
}

async function readOutboxPosition(
  trx: TransactionClientContract,
  projection: string
): Promise<number | null> {
  const [row] = await selectRows<{ position: number }>(
    trx,
    'SELECT position FROM projection_offsets WHERE projection = ?',
    [projection]
  )
  return row ? Number(row.position) : null
}

/** Another consumer has this part of the topic now: what this one has read is not to be written. */
export class LostPartition extends Error {
  constructor(projection: string, partition: number) {
    super(`Another consumer of ${projection} has moved on in partition ${partition}`)
  }
}

export interface PartitionMove {
  partition: number
  /** Where the consumer began; null where nobody has read yet. */
  from: bigint | null
  to: bigint
}

/** Moves within a part of the topic, keeping rebuilds and the other parts' appliers out meanwhile. */
export function moveInPartition(projection: string, move: PartitionMove): Move {
  const { partition, from, to } = move
  return async (trx) => {
    await lockPosition(trx, projection)
    const key = { projection, partition_id: partition }
    if (from === null) {
      const known = await trx.from('projection_positions').where(key).first()
      if (known) throw new LostPartition(projection, partition)
      await trx
        .table('projection_positions')
        .insert({ ...key, position: String(to), updated_at: now() })
      return
    }
    const moved = await changeRows(
      trx,
      `UPDATE projection_positions SET position = ?, updated_at = ?
        WHERE projection = ? AND partition_id = ? AND position = ?`,
      [to, now(), projection, partition, from]
    )
    if (moved === 0) throw new LostPartition(projection, partition)
  }
}
