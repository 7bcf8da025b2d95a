import htmx from 'htmx.org'
import { Transmit } from '@adonisjs/transmit-client'

/*
 * One stream of server-sent events for all tabs of a browser: HTTP/1.1 allows six connections a host,
 * and each open stream takes one for good. The tab that holds the lock opens the stream and passes
 * what arrives to the others; when it closes, the next tab in line takes over.
 */
const SMALLEST_PAUSE_MS = 250
const REOPEN_MS = 3000
const listeners = new Map()
const subscribed = new Set()
/** Channels whose subscription the server has not confirmed yet. */
const unconfirmed = new Set()
// Web Locks exist only over HTTPS and on localhost; elsewhere each tab opens a stream of its own.
const tabs = navigator.locks ? new BroadcastChannel('bincard-live') : null
let stream = null
let state = 'off'
let isConnected = false
let hasConnected = false

export const live = {
  /** Calls `callback(message)` for each message of the channel; gives a function that ends it. */
  on(channel, callback) {
    const callbacks = listeners.get(channel) ?? new Set()
    listeners.set(channel, callbacks.add(callback))
    want(channel)
    return () => callbacks.delete(callback)
  },
  get state() {
    return state
  },
}

function want(channel) {
  lead()
  if (stream) subscribe(channel)
  else tabs?.postMessage({ kind: 'want', channel })
}

let isInLine = false

function lead() {
  if (isInLine) return
  isInLine = true
  setState('connecting')
  tabs?.postMessage({ kind: 'ask' })
  if (!tabs) return open()
  void navigator.locks.request('bincard-live', () => {
    open()
    return new Promise(() => {})
  })
}

function open() {
  stream = new Transmit({
    baseUrl: window.location.origin,
    uidGenerator: () =>
      `${Date.now()}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`,
    eventSourceFactory: (url, options) => kept(new EventSource(url, options)),
    maxReconnectAttempts: Infinity,
  })
  stream.on('connected', () => connected())
  for (const lost of ['disconnected', 'reconnecting']) stream.on(lost, () => disconnected())
  for (const channel of listeners.keys()) subscribe(channel)
  tabs?.postMessage({ kind: 'leader' })
}

/** A browser gives a stream up when it is answered with an error, as while the server restarts. */
function kept(source) {
  source.addEventListener('error', () => {
    if (source.readyState !== EventSource.CLOSED) return
    subscribed.clear()
    unconfirmed.clear()
    disconnected()
    setTimeout(open, REOPEN_MS)
  })
  return source
}

function connected() {
  isConnected = true
  tellWhenReady()
  // What happened while the stream was down is not sent again: everybody looks for themselves.
  if (hasConnected) missed()
  hasConnected = true
}

function disconnected() {
  isConnected = false
  tell(hasConnected ? 'lost' : 'connecting')
}

/** "Live" is said only once every change from now on will arrive. */
function tellWhenReady() {
  if (isConnected && unconfirmed.size === 0) tell('on')
}

function missed() {
  tabs?.postMessage({ kind: 'missed' })
  refreshAll()
}

function subscribe(channel) {
  if (subscribed.has(channel)) return
  subscribed.add(channel)
  const subscription = stream.subscription(channel)
  subscription.onMessage((message) => {
    tabs?.postMessage({ kind: 'message', channel, message })
    deliver(channel, message)
  })
  unconfirmed.add(channel)
  confirm(channel, subscription)
}

/** A subscription that was refused, or lost with the connection, is asked for again. */
async function confirm(channel, subscription) {
  const askedOf = stream
  await subscription.create()
  if (askedOf !== stream) return
  if (!subscription.isCreated) {
    setTimeout(() => askedOf === stream && confirm(channel, subscription), REOPEN_MS)
    return
  }
  unconfirmed.delete(channel)
  // What happened between the page's making and now would be missed.
  deliver(channel, { missed: true })
  tellWhenReady()
}

function deliver(channel, message) {
  for (const callback of listeners.get(channel) ?? []) callback(message)
}

function refreshAll() {
  for (const channel of listeners.keys()) deliver(channel, { missed: true })
}

function tell(newState) {
  setState(newState)
  tabs?.postMessage({ kind: 'state', state: newState })
}

function setState(newState) {
  state = newState
  for (const mark of document.querySelectorAll('[data-live-state]'))
    mark.dataset.liveState = newState
}

const answers = {
  want: ({ channel }) => stream && subscribe(channel),
  ask: () => stream && tabs.postMessage({ kind: 'state', state }),
  leader: () => {
    for (const channel of listeners.keys()) tabs.postMessage({ kind: 'want', channel })
  },
  state: (message) => setState(message.state),
  missed: () => refreshAll(),
  message: ({ channel, message }) => deliver(channel, message),
}

tabs?.addEventListener('message', ({ data }) => answers[data.kind]?.(data))

/** At most one call in 250 ms; the last one always happens. */
function throttled(callback) {
  let timer = null
  let isWaiting = false
  return () => {
    if (timer) {
      isWaiting = true
      return
    }
    callback()
    timer = setTimeout(() => {
      timer = null
      if (isWaiting) callback()
      isWaiting = false
    }, SMALLEST_PAUSE_MS)
  }
}

const watched = new WeakSet()

function watch(root) {
  const found = [...(root.querySelectorAll?.('[data-live]') ?? [])]
  if (root.matches?.('[data-live]')) found.push(root)
  for (const element of found) if (!watched.has(element)) watchElement(element)
}

function watchElement(element) {
  watched.add(element)
  const refresh = throttled(() => htmx.trigger(element, 'live'))
  const stops = element.dataset.live
    .split(/\s+/)
    .filter(Boolean)
    .map((channel) => live.on(channel, () => (element.isConnected ? refresh() : stopAll())))
  const stopAll = () => stops.forEach((stop) => stop())
}

// An element that refreshes itself does so on `live`, not on a click, as htmx would take it.
document.addEventListener('htmx:beforeProcessNode', ({ target }) => {
  if (target.matches?.('[data-live][hx-get]:not([hx-trigger])'))
    target.setAttribute('hx-trigger', 'live')
})
document.addEventListener('htmx:load', ({ target }) => watch(target))
for (const element of document.querySelectorAll('[data-live][hx-get]:not([hx-trigger])')) {
  element.setAttribute('hx-trigger', 'live')
}
watch(document)
