/** Others wait for the database while a piece is written: it is kept about as short as this. */
const TARGET_MS = 30

export interface PaceBounds {
  /** Each piece has a commit of its own: smaller ones would make it long without anybody gaining by it. */
  smallest: number
  largest: number
}

/** How many rows to take at once, so that a piece takes some milliseconds whatever the machine. */
export class Pace {
  size: number

  constructor(private bounds: PaceBounds) {
    this.size = bounds.smallest
  }

  /** Tells how long the last piece took. */
  took(count: number, ms: number): void {
    if (count < this.size && ms < TARGET_MS) return
    const { smallest, largest } = this.bounds
    const wanted = Math.floor((count * TARGET_MS) / Math.max(ms, 0.5))
    this.size = Math.max(smallest, Math.min(largest, wanted, this.size * 2))
  }
}
