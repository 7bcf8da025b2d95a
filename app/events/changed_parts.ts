import type { CloudEvent } from '#events/outbox'
import {
  PART_CHANGED,
  STOCK_IMPORTED,
  STOCK_MOVED,
  type StockImportedData,
  type StockMovedData,
} from '#events/stock_event'

/** Told one by one, so many parts are as good as all. */
const MOST_PARTS = 50

/** The parts that these events tell of; null when they are too many to be told one by one. */
export function changedParts(events: readonly CloudEvent[]): number[] | null {
  const parts = new Set<number>()
  for (const event of events) {
    for (const part of partsOf(event)) parts.add(part)
    if (parts.size > MOST_PARTS) return null
  }
  return [...parts]
}

function partsOf(event: CloudEvent): number[] {
  if (event.type === STOCK_MOVED) return [(event.data as StockMovedData).posting.part]
  if (event.type === STOCK_IMPORTED) {
    return (event.data as StockImportedData).postings.map((posting) => posting.part)
  }
  return event.type === PART_CHANGED ? [Number(event.subject)] : []
}

/** Parts gathered until somebody is told of them. */
export class PartsToTell {
  #parts: Set<number> | null = new Set()

  add(parts: readonly number[] | null): void {
    if (parts === null || !this.#parts) {
      this.#parts = null
      return
    }
    for (const part of parts) this.#parts.add(part)
    if (this.#parts.size > MOST_PARTS) this.#parts = null
  }

  /** What was gathered; null stands for many. Begins anew. */
  take(): number[] | null {
    const parts = this.#parts && [...this.#parts]
    this.#parts = new Set()
    return parts
  }
}
