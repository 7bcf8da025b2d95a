/** Others wait for the database while a piece is written: it is kept about as short as this. */
const TARGET_MS = 20
const LARGEST = 250

/** How many rows to take at once, so that a piece takes some milliseconds whatever the machine. */
export class Pace {
  size = 20

  /** Tells how long the last piece took. */
  took(count: number, ms: number): void {
    if (count < this.size && ms < TARGET_MS) return
    const wanted = Math.floor((count * TARGET_MS) / Math.max(ms, 0.5))
    this.size = Math.max(5, Math.min(LARGEST, wanted, this.size * 2))
  }
}
