/*
 * Chosen rows: kept for this tab while one pages and sorts, dropped when the filter changes. The bar
 * (@table.selection) sends them: `chosen`, ids with commas, or `all` with the query of the list.
 */
import { localeTag, t } from '../i18n.js'
import { regionOf, rowOf, rowsOf } from './rows.js'

const LONG_PRESS_MS = 500

let lastToggled = null

function nameOf(region) {
  return `bincard-chosen:${region.dataset.table}`
}

function read(region) {
  const nothing = { filter: region.dataset.filter, ids: [], all: false }
  const kept = JSON.parse(sessionStorage.getItem(nameOf(region)) ?? 'null')
  return kept?.filter === region.dataset.filter ? kept : nothing
}

function write(region, chosen) {
  sessionStorage.setItem(nameOf(region), JSON.stringify(chosen))
  showChosen(region)
}

function barOf(region) {
  return document.querySelector(`[data-selection="${region.dataset.table}"]`)
}

function boxOf(row) {
  return row.querySelector('[data-check]')
}

/** Ticks what is chosen, and shows how many rows that are. */
export function showChosen(region) {
  const bar = barOf(region)
  if (!bar) return
  const chosen = read(region)
  const ids = new Set(chosen.ids)
  for (const row of rowsOf(region)) {
    const isChosen = chosen.all || ids.has(row.dataset.row)
    const box = boxOf(row)
    if (box) box.checked = isChosen
    row.classList.toggle('is-chosen', isChosen)
  }
  showPageBox(region)
  showBar(region, bar, chosen)
}

function showPageBox(region) {
  const box = region.querySelector('[data-check-page]')
  if (!box) return
  const boxes = [...region.querySelectorAll('[data-check]')]
  const ticked = boxes.filter((one) => one.checked).length
  box.checked = ticked > 0 && ticked === boxes.length
  box.indeterminate = ticked > 0 && ticked < boxes.length
}

function showBar(region, bar, { ids, all }) {
  const total = Number(region.dataset.total ?? 0)
  const count = all ? total : ids.length
  const inWords = (number) => number.toLocaleString(localeTag)
  bar.classList.toggle('is-open', count > 0)
  bar.elements.chosen.value = ids.join(',')
  bar.elements.all.value = all ? '1' : ''
  bar.querySelector('[data-chosen-count]').textContent =
    count > 0 ? t('{count} chosen', { count: inWords(count) }) : ''
  const everything = bar.querySelector('[data-choose-all]')
  everything.hidden = all || ids.length >= total
  everything.textContent = t('Choose all {count} that match', { count: inWords(total) })
}

/** Chooses these rows, or no longer. */
export function choose(region, rows, isChosen) {
  const { filter, ids, all } = read(region)
  // What is taken out of "all" leaves the rest of this page.
  const before = all ? rowsOf(region).map((row) => row.dataset.row) : ids
  const kept = new Set(before)
  for (const row of rows) {
    if (isChosen) kept.add(row.dataset.row)
    else kept.delete(row.dataset.row)
  }
  write(region, { filter, ids: [...kept], all: all && isChosen })
}

export function toggle(row) {
  const region = regionOf(row)
  if (!boxOf(row)) return
  choose(region, [row], !boxOf(row).checked)
  lastToggled = row.dataset.row
}

function clear(region) {
  write(region, { filter: region.dataset.filter, ids: [], all: false })
}

document.addEventListener('click', (event) => {
  const { target, shiftKey } = event
  const region = regionOf(target)
  if (region && target.matches('[data-check]')) ticked(region, target, shiftKey)
  if (region && target.matches('[data-check-page]')) choose(region, rowsOf(region), target.checked)
  const bar = target.closest?.('[data-selection]')
  if (bar) clickedBar(bar, target)
})

function ticked(region, box, isRange) {
  const rows = rowsOf(region)
  const row = rowOf(box)
  const from = rows.findIndex((one) => one.dataset.row === lastToggled)
  const to = rows.indexOf(row)
  const range =
    isRange && from !== -1 ? rows.slice(Math.min(from, to), Math.max(from, to) + 1) : [row]
  choose(region, range, box.checked)
  lastToggled = row.dataset.row
}

function clickedBar(bar, target) {
  const region = document.querySelector(`[data-table="${bar.dataset.selection}"]`)
  if (!region) return
  if (target.closest('[data-clear-chosen]')) {
    clear(region)
    rowsOf(region)[0]?.focus()
  }
  if (target.closest('[data-choose-all]'))
    write(region, { filter: region.dataset.filter, ids: [], all: true })
}

/** What was done with the chosen rows is over: nothing stays chosen. */
document.addEventListener('submit', ({ target, submitter }) => {
  const name = target.dataset?.selection ?? target.dataset?.endsSelection
  if (name && !submitter?.matches('[data-keep]'))
    sessionStorage.removeItem(`bincard-chosen:${name}`)
})

// A long press on a row chooses it: on a phone there is no other way to choose with one thumb.
let press = null
let isPressed = false
document.addEventListener('pointerdown', ({ target, pointerType }) => {
  const row = rowOf(target)
  isPressed = false
  if (pointerType !== 'touch' || !row || !boxOf(row)) return
  press = setTimeout(() => {
    isPressed = true
    toggle(row)
  }, LONG_PRESS_MS)
})
for (const end of ['pointerup', 'pointercancel', 'pointermove', 'scroll'])
  document.addEventListener(end, () => clearTimeout(press), { passive: true })
for (const follows of ['click', 'contextmenu']) {
  document.addEventListener(
    follows,
    (event) => {
      if (!isPressed || !rowOf(event.target)) return
      event.preventDefault()
      event.stopPropagation()
      if (follows === 'click') isPressed = false
    },
    true
  )
}
