import type { Redis } from 'ioredis'
import { connectToValkey } from '#core/valkey'
import { onWake, wakeRelay } from '#events/wake'

const CHANNEL = 'bincard:wake'
/** Many commits at once are one wake. */
const GATHER_MS = 10

/** Carries wakes between processes by Valkey, so that an event need not wait until somebody looks. */
export class WakeBus {
  #publisher: Redis | null = null
  #subscriber: Redis | null = null
  #offWake: (() => void) | null = null
  #timer: NodeJS.Timeout | null = null
  #isHearing = false

  /** @param listens whether this process has a use for the wakes of others */
  constructor(private listens: boolean) {}

  start(): void {
    const publisher = connectToValkey({ name: 'wake', waits: false })
    this.#publisher = publisher
    this.#offWake = onWake(() => this.#tell())
    if (!this.listens) return
    this.#subscriber = connectToValkey({ name: 'wake listener', waits: true })
    this.#subscriber.on('message', () => this.#hear())
    this.#subscriber.subscribe(CHANNEL).catch(() => undefined)
  }

  stop(): void {
    this.#offWake?.()
    if (this.#timer) clearTimeout(this.#timer)
    this.#publisher?.disconnect()
    this.#subscriber?.disconnect()
  }

  #tell(): void {
    if (this.#isHearing || this.#timer) return
    this.#timer = setTimeout(() => {
      this.#timer = null
      // With Valkey away whoever waits looks by itself after a moment.
      this.#publisher?.publish(CHANNEL, '').catch(() => undefined)
    }, GATHER_MS)
  }

  #hear(): void {
    this.#isHearing = true
    wakeRelay()
    this.#isHearing = false
  }
}
