/** A sleep that can be ended early, from outside. */
export class Rest {
  #end: (() => void) | null = null
  #isWoken = false

  /** Sleeps so long, or until woken; not at all when it was woken since the last sleep. */
  sleep(milliseconds: number): Promise<void> {
    if (this.#isWoken) {
      this.#isWoken = false
      return Promise.resolve()
    }
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer)
        this.#end = null
        this.#isWoken = false
        resolve()
      }
      const timer = setTimeout(end, milliseconds)
      this.#end = end
    })
  }

  wake(): void {
    this.#isWoken = true
    this.#end?.()
  }
}

/** Longer with each failure in a row, and never the same for two who failed at once. */
export function backOff(failures: number, { firstMs, longestMs }: BackOff): number {
  const longest = Math.min(firstMs * 2 ** Math.min(failures - 1, 20), longestMs)
  return longest / 2 + Math.random() * (longest / 2)
}

export interface BackOff {
  firstMs: number
  longestMs: number
}

/** Waits for something that may never come back, but not for longer than that. */
export async function atMost(work: Promise<unknown>, milliseconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise((resolve) => (timer = setTimeout(resolve, milliseconds)))
  await Promise.race([work.catch(() => undefined), limit])
  clearTimeout(timer)
}
