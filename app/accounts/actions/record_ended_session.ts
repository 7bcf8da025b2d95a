import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { authCache } from '#accounts/auth_cache'

/** No process takes the session any more, within a second. */
export function recordEndedSession(key: string): Promise<void> {
  return transact(async (unit) => {
    const row = { session_key: key, ended_at: now() }
    await unit.trx
      .knexQuery()
      .table('ended_sessions')
      .insert(row)
      .onConflict('session_key')
      .ignore()
    await authCache.changed(unit)
  })
}
