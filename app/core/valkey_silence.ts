import type { Redis } from 'ioredis'

const ASK_EVERY_MS = 500
/** So many times without an answer, and the server hangs. Counted, for this process may have been held up itself. */
const SILENCES = 4
/** Whoever waits keeps the connection: what was asked is answered on it, once the server goes on. */
const SILENCES_FOR_WAITING = 120

interface Watch {
  waits: boolean
  lose: (error: Error) => void
  find: () => void
}

/**
 * Asks the server over and over whether it is there. One that has the connection open and says nothing (it is stopped,
 * or the network swallows everything) is as good as lost: from then on nobody waits for it, until it answers again.
 */
export function keepAsking(connection: Redis, { waits, lose, find }: Watch): void {
  const longest = waits ? SILENCES_FOR_WAITING : SILENCES
  let silences = 0
  let isAsking = false
  const ask = () => {
    if (connection.status !== 'ready') return
    isAsking = true
    connection.ping().then(
      () => {
        isAsking = false
        silences = 0
        find()
      },
      () => (isAsking = false)
    )
  }
  const look = () => {
    // Other states end by themselves, each within a limit.
    if (connection.status !== 'ready' && connection.status !== 'connect') return void (silences = 0)
    if (silences >= SILENCES) lose(new Error('It does not answer'))
    if (silences >= longest) connection.stream.destroy(new Error('It does not answer'))
    silences += 1
    if (!isAsking) ask()
  }
  const timer = setInterval(look, ASK_EVERY_MS).unref()
  connection.on('close', () => (isAsking = false))
  connection.on('end', () => clearInterval(timer))
}
