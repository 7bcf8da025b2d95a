/*
 * What tables do beyond links and forms (components/table): chosen rows, keys, cells that are edited in
 * place, the drawer, the chooser of columns. Loaded where a page has a table of the kit.
 */
import './table/chooser.js'
import './table/drawer.js'
import './table/inline_edit.js'
import { followed } from './live_focus.js'
import { prepareRows, restoreFocus, wantFocus } from './table/keyboard.js'
import { regionOf, rowOf } from './table/rows.js'
import { showChosen } from './table/selection.js'

document.documentElement.classList.add('has-script')

const status = document.createElement('div')
status.className = 'visually-hidden'
status.role = 'status'
document.body.append(status)

/** A header can only stick to the window where the table needs no scroll box of its own. */
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.isConnected) fit(target)
    else sizes.unobserve(target)
  }
})

/** What each table was last, by its region: the rows of another page begin so, and are laid out once. */
const wide = new Map()

function fit(scroll) {
  const isWide = scroll.firstElementChild.scrollWidth > scroll.clientWidth + 1
  const region = regionOf(scroll)
  if (region?.id) wide.set(region.id, isWide)
  mark(scroll, isWide)
}

function mark(scroll, isWide) {
  scroll.classList.toggle('is-wide', isWide)
  scroll.classList.toggle('is-free', !isWide)
}

function prepare(region) {
  for (const scroll of region.querySelectorAll('.table-scroll')) {
    if (region.id && wide.has(region.id)) mark(scroll, wide.get(region.id))
    // Tells the size it has as well, before anything is painted.
    sizes.observe(scroll)
  }
  prepareRows(region)
  showChosen(region)
}

for (const region of document.querySelectorAll('[data-table]')) prepare(region)

/** A part of the page that fetches itself again keeps the row, or the cell, that has the focus. */
document.addEventListener('htmx:beforeSwap', ({ target }) => {
  const { activeElement } = document
  const row = rowOf(activeElement)
  if (!row || !activeElement.matches('tr, td, th') || !target.contains(regionOf(row))) return
  if (target !== regionOf(row)) wantFocus({ row: row.dataset.row, cell: activeElement.cellIndex })
})

// Rows that go know nothing of htmx: it would take leave of each of their elements by two events.
document.addEventListener('htmx:beforeSwap', ({ target, detail }) => {
  if (!detail.shouldSwap || !target.matches('[data-table]')) return
  for (const body of target.querySelectorAll('tbody:not(:has([hx-get], [hx-post], [hx-boost]))'))
    body.remove()
})

// The parts beside it are mostly what they were.
document.addEventListener('htmx:oobBeforeSwap', ({ target, detail }) => {
  const next = detail.fragment.firstElementChild
  if (next && inWords(target) === inWords(next)) detail.shouldSwap = false
})

/** As HTML, but for the token of forms, which is another each time. */
function inWords(element) {
  return element.outerHTML.replaceAll(/name="_csrf" value="[^"]*"/g, '')
}

document.addEventListener('htmx:afterSettle', ({ target }) => {
  const region = target.closest?.('[data-table]')
  if (!region) for (const one of target.querySelectorAll('[data-table]')) came(one)
  if (region && region === target) swapped(region)
})

function came(region) {
  prepare(region)
  restoreFocus(region)
}

function swapped(region) {
  came(region)
  if (followed.has(region.id)) return
  status.textContent = region.querySelector('.pager > span, .blank h2')?.textContent.trim() ?? ''
  if (region.getBoundingClientRect().top < 0) region.scrollIntoView({ block: 'start' })
}
