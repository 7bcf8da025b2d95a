import { changeRows, placeholders, selectRows } from '#core/sql'
import { transact } from '#core/unit_of_work'

const BATCH = 500

export interface Outdated {
  table: string
  /** A moment: rows with an earlier one go. */
  column: string
  before: string
  /** Only rows in one of these states. */
  states?: readonly string[]
}

/** Deletes outdated rows, at most 500 at a time, so that nobody waits for it. Gives how many went. */
export function deleteOlder({ table, column, before, states = [] }: Outdated): Promise<number> {
  const ofState = states.length > 0 ? `AND state IN (${placeholders(states.length)})` : ''
  return transact(async ({ trx }) => {
    const rows = await selectRows<{ id: number }>(
      trx,
      `SELECT id FROM ${table} WHERE ${column} < ? ${ofState} ORDER BY ${column} LIMIT ${BATCH}`,
      [before, ...states]
    )
    if (rows.length === 0) return 0
    return changeRows(
      trx,
      `DELETE FROM ${table} WHERE id IN (${placeholders(rows.length)})`,
      rows.map((row) => row.id)
    )
  })
}
