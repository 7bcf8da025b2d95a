type Listener = () => void

const listeners = new Set<Listener>()

/** Tells whoever relays events that there are new ones. Cheap, and safe to call too often. */
export function wakeRelay(): void {
  for (const listener of listeners) listener()
}

/** Calls `listener` on every wake; the answer takes it off again. */
export function onWake(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
