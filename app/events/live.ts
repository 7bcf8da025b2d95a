import transmit from '@adonisjs/transmit/services/main'
import { can, type Area, type Right } from '#core/access'

/** Who may listen to a channel of the live stream: the right it takes. */
export const LIVE_CHANNELS: Record<string, [Area, Right]> = {
  dashboard: ['stock', 'view'],
}

/** At most five messages a second and channel. */
const SMALLEST_PAUSE_MS = 200

interface ChannelState {
  sentAt: number
  waiting: object | null
}

const channels = new Map<string, ChannelState>()

/** Opens the channels to those who hold the right; every other channel is closed to everybody. */
export function openChannels(): void {
  for (const [channel, [area, right]] of Object.entries(LIVE_CHANNELS)) {
    transmit.authorize(channel, (ctx) => can(ctx.actor, area, right))
  }
}

/**
 * Tells all open pages. When messages come too fast only the newest is sent, after a pause: it says
 * that something changed, and whoever gets it looks for themselves.
 */
export function announce(channel: string, message: object): void {
  const state = channels.get(channel) ?? { sentAt: 0, waiting: null }
  channels.set(channel, state)
  const pause = state.sentAt + SMALLEST_PAUSE_MS - Date.now()
  if (pause <= 0) return send(channel, state, message)
  if (!state.waiting) {
    setTimeout(() => state.waiting && send(channel, state, state.waiting), pause).unref()
  }
  state.waiting = message
}

function send(channel: string, state: ChannelState, message: object): void {
  state.sentAt = Date.now()
  state.waiting = null
  transmit.broadcast(channel, message as Record<string, string | number>)
}
