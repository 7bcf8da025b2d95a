import { EventEmitter } from 'node:events'
import type { Redis } from 'ioredis'
import env from '#start/env'

const CHANNEL = 'bincard:changed'

/** What processes keep in their own memory and tell each other the change of. */
export type Topic = 'auth' | 'settings' | 'figures'

/**
 * Tells the other processes that something was changed, so that they drop what they hold at once. It
 * only makes them faster: each also asks the database again after a second at most, with or without Valkey.
 */
class ChangeBus {
  #listeners = new EventEmitter()
  #publisher: Redis | null = null
  #subscriber: Redis | null = null

  on(topic: Topic, listener: () => void): void {
    this.#listeners.on(topic, listener)
  }

  /** Connects, where Valkey is what processes share. */
  async open(): Promise<void> {
    if (env.cacheStore !== 'valkey' || this.#publisher) return
    const { connectToValkey } = await import('#core/valkey')
    this.#publisher = connectToValkey({ name: 'changes', waits: false })
    this.#subscriber = connectToValkey({ name: 'changes heard', waits: true })
    this.#subscriber.on('message', (_, topic) => this.#listeners.emit(topic))
    // Not awaited: a server that is away now is subscribed to when it comes.
    this.#subscriber.subscribe(CHANNEL).catch(() => undefined)
  }

  tell(topic: Topic): void {
    this.#publisher?.publish(CHANNEL, topic).catch(() => undefined)
  }

  close(): void {
    this.#publisher?.disconnect()
    this.#subscriber?.disconnect()
    this.#publisher = null
    this.#subscriber = null
  }
}

export const changeBus = new ChangeBus()
