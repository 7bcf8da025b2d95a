import { hostname } from 'node:os'
import db from '@adonisjs/lucid/services/db'
import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import { changeRows, inPieces, placeholders } from '#core/sql'
import { now, toDatabaseTime } from '#core/time'
import { isMysql, transact } from '#core/unit_of_work'

/** A relay that says nothing for so long is taken over. */
export const LEASE_MS = 5_000
const ROWS_A_STATEMENT = 1_000
const LONGEST_ERROR = 300

/** The right to publish: it ends when another relay has a higher fence. */
export interface Lease {
  name: string
  holder: string
  fence: number
}

/** Another relay publishes now. */
export class LostLease extends Error {
  constructor() {
    super('Another relay publishes now')
  }
}

/** Takes the lease when it is free or has ended; null while another relay has it. */
export function takeLease(name: string, holder: string): Promise<Lease | null> {
  return transact(async ({ trx }) => {
    await trx.knexQuery().table('event_relays').insert({ name }).onConflict('name').ignore()
    // With SQLite there is one process: whoever held it before is dead.
    const isFree = isMysql() ? 'AND (holder IS NULL OR locked_until < ?)' : ''
    const taken = await changeRows(
      trx,
      `UPDATE event_relays SET holder = ?, host = ?, process_id = ?, fence = fence + 1,
              locked_until = ?, held_since = ?
        WHERE name = ? ${isFree}`,
      [
        ...[holder, hostname().slice(0, 255), process.pid],
        ...[leaseEnd(), now(), name],
        ...(isMysql() ? [now()] : []),
      ]
    )
    if (taken === 0) return null
    const row = await trx.from('event_relays').where('name', name).first()
    return { name, holder, fence: Number(row.fence) }
  })
}

/** Keeps the lease. Throws {@link LostLease}. */
export async function renewLease(lease: Lease): Promise<void> {
  await extend(db.connection(), lease, 0)
}

/** Lets another relay have it at once. */
export async function giveBackLease({ name, holder, fence }: Lease): Promise<void> {
  await changeRows(
    db.connection(),
    'UPDATE event_relays SET holder = NULL, locked_until = NULL WHERE name = ? AND holder = ? AND fence = ?',
    [name, holder, fence]
  )
}

/**
 * Marks outbox rows as published. Throws {@link LostLease}, and marks nothing, when another relay has
 * taken over: that one publishes them again, and whoever reads them knows their ids.
 */
export function markPublished(lease: Lease, ids: readonly number[]): Promise<void> {
  return transact(async ({ trx }) => {
    await extend(trx, lease, ids.length)
    for (const piece of inPieces(ids, ROWS_A_STATEMENT)) {
      await changeRows(
        trx,
        `UPDATE outbox_events SET published_at = ? WHERE id IN (${placeholders(piece.length)})`,
        [now(), ...piece]
      )
    }
  })
}

type Client = TransactionClientContract | ReturnType<typeof db.connection>

async function extend(client: Client, lease: Lease, published: number): Promise<void> {
  const extended = await changeRows(
    client,
    `UPDATE event_relays SET locked_until = ?, published = published + ?
      WHERE name = ? AND holder = ? AND fence = ?`,
    [leaseEnd(), published, lease.name, lease.holder, lease.fence]
  )
  if (extended === 0) throw new LostLease()
}

/** Says on the row of the relay what is wrong; null: nothing any more. */
export async function noteRelayError(name: string, error: string | null): Promise<void> {
  if (error === null) {
    await changeRows(
      db.connection(),
      'UPDATE event_relays SET error = NULL, failing_since = NULL WHERE name = ? AND error IS NOT NULL',
      [name]
    )
    return
  }
  await changeRows(
    db.connection(),
    'UPDATE event_relays SET error = ?, failing_since = COALESCE(failing_since, ?) WHERE name = ?',
    [error.slice(0, LONGEST_ERROR), now(), name]
  )
}

function leaseEnd(): string {
  return toDatabaseTime(new Date(Date.now() + LEASE_MS))
}
