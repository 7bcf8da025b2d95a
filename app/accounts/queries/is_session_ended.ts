import db from '@adonisjs/lucid/services/db'
import { selectRows } from '#core/sql'

/** Whether somebody has signed out of the session with this key. */
export async function isSessionEnded(key: string): Promise<boolean> {
  const rows = await selectRows(
    db.connection(),
    'SELECT 1 FROM ended_sessions WHERE session_key = ?',
    [key]
  )
  return rows.length > 0
}
