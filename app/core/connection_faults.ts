import { Unavailable } from '#core/exceptions'
import { t } from '#core/i18n'

/** What the driver, the pool and the server say when the connection to the database is gone. */
const LOST_CODES = new Set([
  'PROTOCOL_CONNECTION_LOST',
  'PROTOCOL_SEQUENCE_TIMEOUT',
  'ECONNRESET',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'ER_SERVER_SHUTDOWN',
  'ER_NORMAL_SHUTDOWN',
  'ER_CON_COUNT_ERROR',
  // Of MySQL, for a connection that was idle for long: the driver has no name for it.
  '4031',
])
/** ER_CONNECTION_KILLED of MariaDB, which the driver does not know by name. */
const KILLED = 1927
const LOST_MESSAGES = /connection is in closed state|Connection lost/
/** No connection was to be had in time: no statement has a time limit of its own. */
const WAITED_IN_VAIN = 'KnexTimeoutError'

/** True when a statement failed because there is no connection to the database any more, or none to be had. */
export function isConnectionLost(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const { code, errno, name } = error as Error & Record<string, unknown>
  if (errno === KILLED || name === WAITED_IN_VAIN || LOST_MESSAGES.test(error.message)) return true
  // Other services fail by the same codes; these two fields are of the driver of the database.
  return LOST_CODES.has(String(code)) && ('fatal' in error || 'sqlMessage' in error)
}

/** The database was away for longer than a request waits for it. */
export function databaseAway(): Unavailable {
  const away = new Unavailable(t('The database cannot be reached now. Try again in a moment.'))
  away.retryAfterSeconds = 2
  return away
}

/** The connection was lost while a transaction was being committed: it may or may not be there. */
export class OutcomeUnknown extends Unavailable {
  code = 'E_OUTCOME_UNKNOWN'
  retryAfterSeconds = 2

  constructor() {
    super(
      t(
        'The database was lost in the middle of this. Look whether it was kept before you try again.'
      )
    )
  }
}
