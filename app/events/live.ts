import transmit from '@adonisjs/transmit/services/main'
import { can, type Area, type Right } from '#core/access'
import { changeBus } from '#core/change_bus'

/** Who may listen to a channel of the live stream: the right it takes. */
export const LIVE_CHANNELS: Record<string, [Area, Right]> = {
  dashboard: ['stock', 'view'],
  jobs: ['admin', 'view'],
  webhooks: ['admin', 'view'],
}

/** At most five messages a second and channel. */
const SMALLEST_PAUSE_MS = 200
/** … and one now and then while an import runs: each makes every open page ask for its figures. */
const BUSY_PAUSE_MS = 2_000

interface ChannelState {
  sentAt: number
  /** What is yet to be sent. */
  waiting: { dueAt: number; timer: NodeJS.Timeout } | null
}

/** What is told, or how to say it when the moment has come. */
type LiveMessage = object | (() => object)

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
export function announce(channel: string, message: LiveMessage, isBusy = false): void {
  const state = channels.get(channel) ?? { sentAt: 0, waiting: null }
  channels.set(channel, state)
  const due = state.sentAt + (isBusy ? BUSY_PAUSE_MS : SMALLEST_PAUSE_MS)
  clearTimeout(state.waiting?.timer)
  // A sale is not to wait for the pause that an import was given.
  const dueAt = Math.min(due, state.waiting?.dueAt ?? due)
  if (dueAt <= Date.now()) return send(channel, state, message)
  const timer = setTimeout(() => send(channel, state, message), dueAt - Date.now())
  state.waiting = { dueAt, timer: timer.unref() }
}

function send(channel: string, state: ChannelState, message: LiveMessage): void {
  state.sentAt = Date.now()
  state.waiting = null
  // Whoever asks the other processes now must not be given what they counted before.
  if (channel === 'dashboard') changeBus.tell('figures')
  const told = typeof message === 'function' ? message() : message
  transmit.broadcast(channel, told as Record<string, string | number>)
}
