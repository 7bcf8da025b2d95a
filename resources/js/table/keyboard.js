/*
 * Keys of tables. One row is a stop of the Tab key; arrows move on, into the cells to the right. They
 * only work while a row or a cell itself has the focus, so that no link, field or screen reader loses a key.
 */
import { keysAreOn } from '../keys.js'
import { openDrawer } from './drawer.js'
import { startEdit } from './inline_edit.js'
import { regionOf, rowOf, rowsOf } from './rows.js'
import { choose, toggle } from './selection.js'

const FAR = 10

let wanted = null

/** One row of the table can be reached by Tab. */
export function prepareRows(region) {
  const rows = rowsOf(region)
  for (const [index, row] of rows.entries()) row.tabIndex = index === 0 ? 0 : -1
}

/** The focus of the next swap goes to this row, and this cell of it; { first: true } for the first row. */
export function wantFocus(place) {
  wanted = place
}

export function restoreFocus(region) {
  const place = wanted
  wanted = null
  const rows = rowsOf(region)
  const current = rowOf(document.activeElement)
  // It was given back at once, and may have been moved on since.
  if (place?.row !== undefined && rows.includes(current)) makeStop(current)
  else if (place) focusPlace(rows, place)
}

function focusPlace(rows, { row: wantedRow, index = 0, cell }) {
  const row = rows.find((one) => one.dataset.row === wantedRow) ?? rows[index]
  focusRow(row)
  if (row && cell !== undefined) focusCell(row.cells[cell])
}

function makeStop(row) {
  for (const other of rowsOf(regionOf(row))) other.tabIndex = other === row ? 0 : -1
}

function focusRow(row) {
  if (!row) return
  makeStop(row)
  row.focus()
  row.scrollIntoView({ block: 'nearest' })
}

function focusCell(cell) {
  if (!cell) return
  cell.tabIndex = -1
  cell.focus()
}

// Before anybody else: "/" and "?" mean something else to the page.
document.addEventListener(
  'keydown',
  (event) => {
    const { target } = event
    if (event.ctrlKey || event.metaKey || event.altKey || !regionOf(target)) return
    if (target.matches('tr[data-row], tr[data-row] > *')) pressed(event, rowOf(target))
    else if (!target.matches('input, select, textarea')) pressedAround(event)
  },
  true
)

/** On a Cyrillic keyboard the key of "x" gives another letter, and is meant all the same. */
function keyOf({ key, code }) {
  return key.length === 1 && key > '~' && code.startsWith('Key') ? code.slice(3).toLowerCase() : key
}

/** Keys of single letters and signs can be switched off. */
function isOff(key) {
  return key.length === 1 && key !== ' ' && !keysAreOn()
}

function pressed(event, row) {
  const key = keyOf(event)
  const isCell = event.target !== row
  const act = (isCell ? cellKeys[key] : rowKeys[key]) ?? commonKeys[key]
  if (!act || isOff(key)) return
  event.preventDefault()
  event.stopPropagation()
  act(row, event)
}

function pressedAround(event) {
  const key = keyOf(event)
  if (!['n', 'p', '?'].includes(key) || isOff(key)) return
  event.preventDefault()
  event.stopPropagation()
  commonKeys[key](event.target, event)
}

function move(row, step, { shiftKey }) {
  const rows = rowsOf(regionOf(row))
  const to = Math.max(0, Math.min(rows.length - 1, rows.indexOf(row) + step))
  if (shiftKey) choose(regionOf(row), [row, rows[to]], true)
  focusRow(rows[to])
}

function follow(element, rel) {
  const link = regionOf(element).querySelector(`a[rel=${rel}]`)
  if (!link) return
  wantFocus({ index: 0 })
  link.click()
}

function cellStep(event, step) {
  const cell = step < 0 ? event.target.previousElementSibling : event.target.nextElementSibling
  if (cell) focusCell(cell)
  else if (step < 0) focusRow(rowOf(event.target))
}

function open({ dataset }) {
  if (dataset.href) window.location.assign(dataset.href)
}

function preview(row) {
  if (row.dataset.preview) void openDrawer(row.dataset.preview, row)
}

const commonKeys = {
  'ArrowDown': (row, event) => move(row, 1, event),
  'ArrowUp': (row, event) => move(row, -1, event),
  'PageDown': (row, event) => move(row, FAR, event),
  'PageUp': (row, event) => move(row, -FAR, event),
  'Home': (row, event) => move(row, -Infinity, event),
  'End': (row, event) => move(row, Infinity, event),
  ' ': (row) => preview(row),
  'x': (row) => toggle(row),
  'n': (element) => follow(element, 'next'),
  'p': (element) => follow(element, 'prev'),
  '/': () => document.querySelector('form.filters input[type=search]')?.focus(),
  '?': () => showKeys(),
  'F2': (row) => startEdit(row.querySelector('[data-edit]')),
}

const rowKeys = {
  ArrowRight: (row) => focusCell(row.cells[0]),
  Enter: (row) => open(row),
}

const cellKeys = {
  ArrowRight: (_, event) => cellStep(event, 1),
  ArrowLeft: (_, event) => cellStep(event, -1),
  Escape: (row) => focusRow(row),
  F2: (_, event) => startEdit(event.target),
  Enter(row, event) {
    if (event.target.dataset.edit) startEdit(event.target)
    else open(row)
  },
}

function showKeys() {
  document.getElementById('table-keys')?.showModal()
}

document.addEventListener('click', ({ target }) => {
  if (target.closest?.('[data-keys]')) showKeys()
})
document.addEventListener('focusin', ({ target }) => {
  if (target.matches?.('tr[data-row]')) makeStop(target)
})
