import type { TransactionClientContract } from '@adonisjs/lucid/types/database'
import type { CloudEvent } from '#events/outbox'

/** A read model that follows from the events. */
export interface Projection {
  /** Its key in projection_offsets and projection_events. */
  readonly name: string
  /**
   * Adds what the events tell to the read model, in the given transaction, and nothing else: the
   * caller has seen to it that no event comes twice. Ignores types it does not know.
   */
  apply(events: readonly CloudEvent[], trx: TransactionClientContract): Promise<void>
  /** Throws the read model away and computes it anew from its source, all in the given transaction. */
  rebuild(trx: TransactionClientContract, report: (step: string) => void): Promise<void>
  /** Compares the read model with its source, and gives each difference. */
  verify(report: (step: string) => void): AsyncIterable<Drift>
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

export function registerProjection(projection: Projection): void {
  registered.set(projection.name, projection)
}

export function findProjection(name: string): Projection | undefined {
  return registered.get(name)
}

export function allProjections(): Projection[] {
  return [...registered.values()]
}
