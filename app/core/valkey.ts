// iovalkey, under the name by which the packages that check for it know it (package.json, overrides).
import { Redis, type RedisOptions } from 'ioredis'
import logger from '@adonisjs/core/services/logger'
import env from '#start/env'
import { keepAsking } from '#core/valkey_silence'
import { noteBack, noteLost } from '#core/valkey_state'

/** Whoever answers a request waits no longer for a server that has stopped answering. */
const LONGEST_WAIT_MS = 500
/** How long a lost server is left alone before the next try, at most. */
const LONGEST_PAUSE_MS = 2_000

export interface ValkeyOptions {
  /** Says in the log who has this connection. */
  name: string
  /**
   * Whether commands wait for a lost server to come back (workers, which have nothing else to do) or
   * fail at once (whoever answers a request).
   */
  waits: boolean
}

/** The options of a connection to the Valkey server of the settings. */
export function valkeyOptions({ name, waits }: ValkeyOptions): RedisOptions {
  const { host, port, password } = env.valkey
  return {
    host,
    port,
    password: password || undefined,
    connectionName: `bincard ${name}`,
    maxRetriesPerRequest: waits ? null : 0,
    enableOfflineQueue: waits,
    ...(waits ? {} : { commandTimeout: LONGEST_WAIT_MS }),
    connectTimeout: 5_000,
    retryStrategy: (tries) => Math.min(100 * 2 ** Math.min(tries, 6), LONGEST_PAUSE_MS),
  }
}

/** A connection to the Valkey server of the settings; it comes back by itself. Close it with `quit()`. */
export function connectToValkey(options: ValkeyOptions): Redis {
  return watched(new Redis(valkeyOptions(options)), options.waits)
}

/**
 * Says once in the log that the server is away, or does not answer, and once that it is back; also of the copies
 * that a library makes of a connection, which would else fill the log with each try.
 */
function watched(connection: Redis, waits: boolean, isAsked = true): Redis {
  const { connectionName: name } = connection.options
  let isLost = false
  const lose = (error: Error) => {
    if (isLost) return
    isLost = true
    noteLost(connection)
    logger.warn({ err: error, connection: name }, 'Valkey cannot be reached')
  }
  const find = () => {
    if (isLost) logger.info({ connection: name }, 'Valkey is back')
    isLost = false
    noteBack(connection)
  }
  connection.on('end', () => noteBack(connection))
  connection.on('error', lose)
  connection.on('ready', find)
  if (isAsked) keepAsking(connection, { waits, lose, find })
  const duplicate = connection.duplicate.bind(connection)
  // A copy with options of its own is the one on which BullMQ waits for work: it looks after that itself.
  connection.duplicate = (override) => watched(duplicate(override), waits, override === undefined)
  return connection
}
