/** A run that a queue is to know of. */
export interface AnnouncedRun {
  id: number
  /** When it is to run, as the database keeps moments. */
  runAt: string
  /** The lowest goes first. */
  priority: number
}

type Listener = (run: AnnouncedRun) => void

const listeners = new Set<Listener>()

/** Tells the queue driver of this process that there is a run to be made. */
export function announceRun(run: AnnouncedRun): void {
  for (const listener of listeners) listener(run)
}

export function onAnnounced(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
