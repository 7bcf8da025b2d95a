import htmx from 'htmx.org'
import { Transmit } from '@adonisjs/transmit-client'

/*
 * One stream of server-sent events for all tabs of a browser: HTTP/1.1 allows six connections a host,
 * and each open stream takes one for good. The tab that holds the lock opens the stream and passes
 * what arrives to the others; when it closes, the next tab in line takes over.
 */
const REOPEN_MS = 3000
/** A channel is asked for so often, with growing pauses. */
const TRIES = 4
const ASK_AGAIN_MS = 500
const listeners = new Map()
/** Channels that this tab, or another that it leads, listens to. */
const wanted = new Set()
const subscribed = new Set()
/** Channels whose subscription the server has not confirmed yet. */
const unconfirmed = new Set()
// Web Locks exist only over HTTPS and on localhost; elsewhere each tab opens a stream of its own.
const tabs = navigator.locks ? new BroadcastChannel('bincard-live') : null
let stream = null
let state = 'off'
let isConnected = false
let hasConnected = false
/** This page has been up to date before. */
let wasLive = false

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
  if (isLeader) subscribe(channel)
  else tabs?.postMessage({ kind: 'want', channel })
}

let isInLine = false
let isLeader = false

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
  isLeader = true
  stream = new Transmit({
    baseUrl: window.location.origin,
    uidGenerator: () =>
      `${Date.now()}-${Math.random().toString(36).slice(2)}${Math.random().toString(36).slice(2)}`,
    eventSourceFactory: (url, options) => kept(new EventSource(url, options)),
    maxReconnectAttempts: Infinity,
  })
  stream.on('connected', () => connected())
  for (const lost of ['disconnected', 'reconnecting']) stream.on(lost, () => disconnected())
  for (const channel of listeners.keys()) wanted.add(channel)
  tabs?.postMessage({ kind: 'leader' })
}

/**
 * A lost stream is opened anew under another id: a browser gives it up when it is answered with an error,
 * as while the server restarts, and the server may still hold the old one.
 */
function kept(source) {
  source.addEventListener('error', () => {
    source.close()
    stream = null
    subscribed.clear()
    unconfirmed.clear()
    disconnected()
    void reopen()
  })
  return source
}

async function reopen() {
  if (await isSignedOut()) return tell('out')
  // Not all browsers at the same moment.
  setTimeout(open, REOPEN_MS * (0.5 + Math.random() / 2))
}

/** Who has no session is sent to the sign-in page; a server that does not answer says nothing. */
async function isSignedOut() {
  const answer = await fetch('/account/session', { redirect: 'manual' }).catch(() => null)
  return answer?.type === 'opaqueredirect'
}

/** Somebody may have signed in again, in another tab. */
async function comeBack() {
  if (await isSignedOut()) return tell('out')
  if (state === 'out') open()
}

function connected() {
  isConnected = true
  for (const channel of wanted) subscribe(channel)
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

/** Before the stream is open a subscription would ask in vain; then `connected` asks for it. */
function subscribe(channel) {
  wanted.add(channel)
  if (!isConnected || subscribed.has(channel)) return
  subscribed.add(channel)
  const subscription = stream.subscription(channel)
  subscription.onMessage((message) => {
    tabs?.postMessage({ kind: 'message', channel, message })
    deliver(channel, message)
  })
  unconfirmed.add(channel)
  confirm(channel, subscription)
}

/**
 * A subscription that was refused, or lost with the connection, is asked for again; in the end it is one
 * that the user has no right to, and the others count.
 */
async function confirm(channel, subscription, tries = 1) {
  const askedOf = stream
  await subscription.create()
  if (askedOf !== stream) return
  if (!subscription.isCreated && tries < TRIES) {
    setTimeout(
      () => askedOf === stream && confirm(channel, subscription, tries + 1),
      ASK_AGAIN_MS * tries
    )
    return
  }
  unconfirmed.delete(channel)
  if (!subscription.isCreated) {
    wanted.delete(channel)
    return tellWhenReady()
  }
  // What happened between the page's making and now would be missed, and what another tab's stream brought
  // no more.
  tabs?.postMessage({ kind: 'message', channel, message: { missed: true } })
  deliver(channel, { missed: true, isFirst: !wasLive })
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
  wasLive ||= newState === 'on'
  for (const mark of document.querySelectorAll('[data-live-state]'))
    mark.dataset.liveState = newState
}

const answers = {
  want: ({ channel }) => isLeader && subscribe(channel),
  ask: () => {
    if (!isLeader) return
    if (state === 'out') void comeBack()
    else tabs.postMessage({ kind: 'state', state })
  },
  leader: () => {
    for (const channel of listeners.keys()) tabs.postMessage({ kind: 'want', channel })
  },
  state: (message) => setState(message.state),
  missed: () => refreshAll(),
  message: ({ channel, message }) => deliver(channel, message),
}

document.addEventListener('visibilitychange', () => {
  if (document.visibilityState !== 'visible' || state !== 'out') return
  if (isLeader) void comeBack()
  else tabs.postMessage({ kind: 'ask' })
})

tabs?.addEventListener('message', ({ data }) => answers[data.kind]?.(data))
