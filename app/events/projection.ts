import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CloudEvent } from '#events/outbox'

/** Told before each step: which one, and how much of all is done, 0 to 100. */
export type Report = (step: string, percent: number) => void

/** A read model that follows from the events. */
export interface Projection {
  /** Its key in projection_offsets and projection_events. */
  readonly name: string
  /**
   * Adds what the events tell to the read model, in the given transaction, and nothing else: the
   * caller has seen to it that no event comes twice. Ignores types it does not know.
   */
  apply(events: readonly CloudEvent[], trx: TransactionClientContract): Promise<void>
  /**
   * Computes the read model anew from its source while the system runs, in transactions of its own:
   * each leaves what it touched as the source says, less what is not yet applied.
   */
  rebuild(report: Report): Promise<void>
  /** Compares the read model with its source, and gives each difference. */
  verify(report: Report): AsyncIterable<Drift>
}

/** Where a read model and its source disagree. */
export interface Drift {
  table: string
  key: string
  column: string
  expected: string
  found: string
}

const registered = new Map<string, Projection>()

/** Makes it one of those that the event log keeps up to date; the answer takes it off again. */
export function registerProjection(projection: Projection): () => void {
  registered.set(projection.name, projection)
  return () => registered.delete(projection.name)
}

export function findProjection(name: string): Projection | undefined {
  return registered.get(name)
}

export function allProjections(): Projection[] {
  return [...registered.values()]
}
