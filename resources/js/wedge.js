/*
 * Scanners that type ("keyboard wedge"). A code comes as keys much quicker than anyone types, ended by
 * Enter or Tab. Nothing that is typed is ever held back: only the key that ends a scan is.
 *
 * In a field the scan is the field's own text; the field gets a "scan" event with { code, before } all
 * the same, and who handles it calls preventDefault. Outside of fields the document gets the event, and
 * what was scanned is opened if nobody handles it.
 */
import { openFinder } from './finder.js'
import { t } from './i18n.js'
import { addKeys } from './keys.js'

const SWITCH = 'bincard-wedge'
const SHORTEST = 4
/** Between the keys of a scan: the longest pause, and the longest on average. */
const LONGEST_PAUSE_MS = 100
const AVERAGE_PAUSE_MS = 35
const ENDS = new Set(['Enter', 'Tab'])

let keys = ''
let begunAt = 0
let lastAt = 0
let before = ''

/** Whether this browser listens for a scanner on every page. */
export function wedgeIsOn() {
  return localStorage.getItem(SWITCH) !== 'off'
}

export function switchWedge(isOn) {
  localStorage.setItem(SWITCH, isOn ? 'on' : 'off')
}

document.addEventListener('keydown', pressed, { capture: true })

function pressed(event) {
  if (isCtrlB(event)) return toScanField(event)
  if (event.ctrlKey || event.altKey || event.metaKey) return forget()
  if (ENDS.has(event.key)) return ended(event)
  if (event.key.length === 1) return collect(event)
  if (event.key !== 'Shift') forget()
}

function collect(event) {
  if (event.timeStamp - lastAt > LONGEST_PAUSE_MS) begin(event)
  keys += event.key
  lastAt = event.timeStamp
}

function begin({ target, timeStamp }) {
  keys = ''
  begunAt = timeStamp
  before = isField(target) ? target.value : ''
}

function forget() {
  keys = ''
}

function ended(event) {
  const code = keys.trim()
  const isScan = wedgeIsOn() && wasQuick(code, event)
  forget()
  if (!isScan) return
  const inField = isField(event.target)
  const isFree = announce(inField ? event.target : document, code)
  if (inField && isFree) return
  // A button that happens to have the focus must not be pressed by the scanner's Enter.
  event.preventDefault()
  event.stopPropagation()
  if (isFree && !document.querySelector('dialog[open]')) open(code)
}

function wasQuick(code, { timeStamp }) {
  const average = (lastAt - begunAt) / Math.max(1, keys.length - 1)
  const isFollowed = timeStamp - lastAt <= LONGEST_PAUSE_MS
  return code.length >= SHORTEST && isFollowed && average <= AVERAGE_PAUSE_MS
}

/** False when somebody has handled the scan. */
function announce(target, code) {
  const detail = { code, before }
  return target.dispatchEvent(new CustomEvent('scan', { detail, bubbles: true, cancelable: true }))
}

function isField(target) {
  return Boolean(
    target.closest?.(
      'textarea, select, [contenteditable], input:not([type=checkbox], [type=radio])'
    )
  )
}

function open(code) {
  window.location.assign(`/scan?code=${encodeURIComponent(code)}`)
}

function isCtrlB({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  const isB = key.toLowerCase() === 'b' || code === 'KeyB'
  return isB && (ctrlKey || metaKey) && !altKey && !shiftKey
}

function toScanField(event) {
  const field = document.querySelector('[data-scan-field]')
  if (field) field.focus()
  else if (!openFinder()) return
  event.preventDefault()
}

addKeys(t('Everywhere'), [{ keys: 'Ctrl B', label: t('Scan or type a code') }])
