/* The lines of the list as elements; kept by their id, so that focus and caret stay where they are. */
import { t } from '../i18n.js'

const rows = new Map()

/** Draws the lines into `list`, from its <template>. */
export function drawLines(list, lines, mode) {
  const known = new Set(lines.map(({ id }) => id))
  for (const [id, row] of rows) {
    if (known.has(id)) continue
    row.remove()
    rows.delete(id)
  }
  for (const [index, line] of lines.entries()) {
    const row = rows.get(line.id) ?? makeRow(list, line)
    // Moving an element takes its focus away.
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null)
    fill(row, line, mode)
  }
}

function makeRow(list, line) {
  const row = list.parentElement.querySelector('template').content.firstElementChild.cloneNode(true)
  row.dataset.line = line.id
  rows.set(line.id, row)
  return row
}

function fill(row, line, mode) {
  const part = (name) => row.querySelector(`[data-part=${name}]`)
  const field = part('quantity')
  part('title').textContent = line.title
  part('place').textContent = placeOf(line, mode)
  part('unit').textContent = line.unit
  part('problem').textContent = line.problem
  part('problem').id = `problem-${line.id}`
  field.setAttribute('aria-label', t('Quantity of {item}', { item: line.title }))
  field.setAttribute('aria-describedby', `problem-${line.id}`)
  field.classList.toggle('is-invalid', line.problem !== '')
  if (field.value !== line.quantity) field.value = line.quantity
  part('less').setAttribute('aria-label', t('One less of {item}', { item: line.title }))
  part('more').setAttribute('aria-label', t('One more of {item}', { item: line.title }))
  part('remove').setAttribute('aria-label', t('Remove {item}', { item: line.title }))
}

const NO_PLACE = { in: () => t('Usual location'), out: () => t('From any location') }

function placeOf({ location, to }, mode) {
  const from = location ? location.text : ''
  if (mode === 'transfer') return `${from || '…'} → ${to ? to.text : '…'}`
  if (from) return from
  return NO_PLACE[mode] ? NO_PLACE[mode]() : ''
}

/** Lights the line up that was scanned last. */
export function showLine(id) {
  const row = rows.get(id)
  if (!row) return
  row.classList.remove('is-new')
  void row.offsetWidth
  row.classList.add('is-new')
  row.scrollIntoView({ block: 'nearest' })
}
