type Listener = () => void

const listeners = new Set<Listener>()

/** Tells the runner that there is something to do. */
export function wakeRunner(): void {
  for (const listener of listeners) listener()
}

export function onWake(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
