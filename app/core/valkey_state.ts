/** The connections that have lost their server, and since when. Apart from these: most start without Valkey. */
const lost = new Map<object, Date>()

export function noteLost(connection: object): void {
  if (!lost.has(connection)) lost.set(connection, new Date())
}

/** It is there again, or this connection has been given up. */
export function noteBack(connection: object): void {
  lost.delete(connection)
}

export function isValkeyLost(): boolean {
  return lost.size > 0
}

/** Since when Valkey has been away for this process; null while it is there. */
export function valkeyLostSince(): Date | null {
  const times = [...lost.values()].map((date) => date.getTime())
  return times.length === 0 ? null : new Date(Math.min(...times))
}
