import type { HttpContext } from '@adonisjs/core/http'
import logger from '@adonisjs/core/services/logger'
import transmit from '@adonisjs/transmit/services/main'
import { can, type Actor } from '#core/access'
import { LIVE_CHANNELS } from '#events/live'

const LOOK_EVERY_MS = 500

/** Who a stream belongs to as of now; null when their session is over. */
export type ActorNow = () => Promise<Actor | null>

/** Gives what tells who a request's session belongs to later on, without keeping the request. */
export type Follow = (ctx: HttpContext) => ActorNow

/**
 * Ends open streams whose session somebody has signed out of, whose user was deactivated, or has lost the right to a
 * channel that the stream listens to. The browser opens it again, with the rights it now has.
 */
export class StreamGuard {
  #owners = new Map<string, { request: string | undefined; now: ActorNow }>()
  #timer: NodeJS.Timeout | null = null
  #isLooking = false
  #offs: (() => void)[] = []

  constructor(private follow: Follow) {}

  start(): void {
    this.#offs = [
      transmit.on('connect', ({ uid, context }) => {
        this.#owners.set(uid, { request: context.request.id(), now: this.follow(context) })
      }),
      transmit.on('disconnect', ({ uid, context }) => {
        // The browser may have opened it anew under the same id.
        if (this.#owners.get(uid)?.request === context.request.id()) this.#owners.delete(uid)
      }),
    ]
    this.#timer = setInterval(() => void this.look(), LOOK_EVERY_MS)
    this.#timer.unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    for (const off of this.#offs) off()
  }

  /** Looks at every open stream once. */
  async look(): Promise<void> {
    if (this.#isLooking) return
    this.#isLooking = true
    try {
      for (const [stream, channels] of transmit.getManager().getAllSubscribers()) {
        const owner = this.#owners.get(stream.getUid())
        const actor = owner ? await owner.now() : null
        if (!isAllowed(actor, channels)) stream.end()
      }
    } catch (error) {
      logger.warn({ err: error }, 'the rights of open streams could not be read')
    } finally {
      this.#isLooking = false
    }
  }
}

function isAllowed(actor: Actor | null, channels: ReadonlySet<string>): boolean {
  if (!actor) return false
  return [...channels].every((channel) => {
    const needs = LIVE_CHANNELS[channel]
    return needs !== undefined && can(actor, ...needs)
  })
}
