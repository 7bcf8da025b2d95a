import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { InvalidSetting } from '#start/settings'
import { selectRows } from '#core/sql'

/** The name of the lock that `node ace migration:run` takes too. */
const LOCK = '1'
const PATIENCE_SECONDS = 600

/**
 * Runs `work` while no other process prepares a database of this server: several that start at the
 * same time on an empty one follow one another. With SQLite a process has the data for itself already.
 */
export async function inTurn<T>(work: () => Promise<T>): Promise<T> {
  if (env.database.connection === 'sqlite') return work()
  // A transaction, so that the lock and its end go through the same connection.
  const turn = await db.transaction()
  try {
    const [row] = await selectRows<{ taken: number | null }>(
      turn,
      'SELECT GET_LOCK(?, ?) AS taken',
      [LOCK, PATIENCE_SECONDS]
    )
    if (!row?.taken) throw new InvalidSetting(NOT_OUR_TURN)
    return await work()
  } finally {
    await selectRows(turn, 'SELECT RELEASE_LOCK(?)', [LOCK]).catch(() => undefined)
    await turn.rollback()
  }
}

const NOT_OUR_TURN =
  `Another process has been preparing the database for ${PATIENCE_SECONDS / 60} minutes. ` +
  'Look at its output, stop it if it hangs, and start again.'
