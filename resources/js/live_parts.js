/*
 * Parts of a page that follow what happens: `data-live="channel"` fetches itself again by its own hx-get,
 * a list (data-live-list) by the page's address. What somebody types in, has opened or has marked is left
 * alone until they are done; the focus stays where it is.
 */
import htmx from 'htmx.org'
import { live } from './live.js'
import { followed, keepFocus } from './live_focus.js'

const SMALLEST_PAUSE_MS = 250
/** A list asks for more than a figure does. */
const LIST_PAUSE_MS = 1000
const LOOK_AGAIN_MS = 400
/** Whoever types here goes on within so long. */
const TYPING_MS = 1500

let typedAt = 0
/** Lists that are being fetched by themselves, and what has one fetched later. */
const fetching = new Map()

document.addEventListener('input', () => {
  typedAt = Date.now()
  for (const [list, later] of fetching) {
    htmx.trigger(list, 'htmx:abort')
    later()
  }
})

// What the user asks for comes first: the answer to our own question would be of another page.
document.addEventListener('htmx:beforeRequest', ({ detail }) => {
  if (fetching.has(detail.target) && detail.elt !== detail.target)
    htmx.trigger(detail.target, 'htmx:abort')
})

// The address is canonical in the answer: that adds nothing to the history.
document.addEventListener('htmx:beforeHistoryUpdate', ({ detail }) => {
  if (fetching.has(detail.target)) detail.history.type = 'replace'
})

document.addEventListener('htmx:beforeSwap', ({ detail }) => {
  const { target } = detail
  const isFollowing = fetching.has(target) || target.matches?.('[data-live]')
  if (!isFollowing) return
  // Somebody has begun to work there while the answer was under way: it is asked for again when they are done.
  if (detail.requestConfig?.elt === target && isInUse(target)) {
    detail.shouldSwap = false
    watched.get(target)?.()
    return
  }
  keepFocus(target)
})

const OPENED = 'details[open], dialog[open], [data-editing], [aria-expanded=true]'
const FIELDS = 'select, textarea, input:not([type=checkbox], [type=radio], [type=hidden])'

/** Whether somebody is at work within: their words and menus must not be swapped away. */
function isInUse(element) {
  const active = document.activeElement
  if (element.contains(active) && active.matches(FIELDS)) return true
  if ([...element.querySelectorAll(OPENED)].some((one) => !isKept(element, one))) return true
  const marked = document.getSelection()
  return Boolean(marked && !marked.isCollapsed && element.contains(marked.anchorNode))
}

/** What was unfolded stays so where a part says that it keeps it; a menu would be swapped away. */
function isKept(element, opened) {
  return 'liveKeepsOpen' in element.dataset && opened.matches('details:not(.menu)')
}

function mustWait(element) {
  return (
    document.hidden || fetching.has(element) || isInUse(element) || Date.now() - typedAt < TYPING_MS
  )
}

/** htmx forgets a request that stands in line when the answer of the one before replaces the element. */
function isBusy(element) {
  return element.matches('.htmx-request') || isInUse(element)
}

/**
 * Calls `refresh` when something has changed: at once, at most once in `pause`, and the last time for
 * sure. While the page is hidden or somebody is at work within, it waits.
 */
function follow(element, refresh, { pause, waits }) {
  let timer = null
  let isDue = false
  const look = () => {
    timer = null
    if (!isDue) return
    if (!element.isConnected) return handOver(element)
    if (waits(element)) {
      timer = setTimeout(look, LOOK_AGAIN_MS)
      return
    }
    isDue = false
    refresh(element)
    timer = setTimeout(look, pause)
  }
  return () => {
    isDue = true
    if (!timer) look()
  }
}

/** A message may name the items it is about; a part of the page of one item has no use for others. */
function concerns({ dataset: { livePart, liveList } }, message) {
  // A list was read a moment ago: it is not to be read twice whenever a page is opened.
  if (liveList && message?.isFirst) return false
  return !livePart || !Array.isArray(message?.parts) || message.parts.includes(Number(livePart))
}

/** Each watched element with what has it fetched again. */
const watched = new WeakMap()
/** The ids of those that something changed for while they were replaced. */
const owed = new Set()

/** What is told to an element that has just been replaced is for the one in its place, which may not know it. */
function handOver({ id }) {
  const next = id && document.getElementById(id)
  if (!next) return
  const changed = watched.get(next)
  if (changed) changed()
  else owed.add(id)
}

function watch(root) {
  if (!root.querySelectorAll) return
  for (const [selector, start] of [
    ['[data-live]', watchPart],
    ['[data-live-list]', watchList],
  ]) {
    const found = [...root.querySelectorAll(selector)]
    if (root.matches?.(selector)) found.push(root)
    for (const element of found) if (!watched.has(element)) start(element)
  }
}

function watchPart(element) {
  const fetchAgain = () => htmx.trigger(element, 'live')
  const changed = follow(element, fetchAgain, { pause: SMALLEST_PAUSE_MS, waits: isBusy })
  listen(element, element.dataset.live, changed)
}

function watchList(list) {
  const fetchAgain = () => fetchList(list, changed)
  const changed = follow(list, fetchAgain, { pause: LIST_PAUSE_MS, waits: mustWait })
  listen(list, list.dataset.liveList, changed)
}

function listen(element, channels, changed) {
  watched.set(element, changed)
  const stops = channels
    .split(/\s+/)
    .filter(Boolean)
    .map((channel) =>
      live.on(channel, (message) => {
        if (!element.isConnected) for (const stop of stops) stop()
        if (!concerns(element, message)) return
        if (element.isConnected) changed()
        else handOver(element)
      })
    )
  if (owed.delete(element.id)) changed()
}

async function fetchList(list, later) {
  fetching.set(list, later)
  followed.add(list.id)
  try {
    await htmx.ajax('GET', window.location.href, {
      source: list,
      target: list,
      select: `#${list.id}`,
      swap: 'outerHTML show:none settle:0ms',
    })
  } finally {
    fetching.delete(list)
    followed.delete(list.id)
  }
  fetchKept(document.getElementById(list.id))
}

/** Sums that are kept over a swap are asked for by themselves. */
function fetchKept(list) {
  for (const kept of list?.querySelectorAll('[hx-preserve][hx-get]') ?? []) {
    const address = kept.getAttribute('hx-get')
    void htmx.ajax('GET', address, { source: kept, target: kept, swap: 'innerHTML' })
  }
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
