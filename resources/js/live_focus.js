/* What fetches itself again gives the focus back to where it was, and stays scrolled as it was. */

const FOCUSABLE = 'a[href], button, input, select, textarea, summary, td, th, [tabindex]'

/** The ids of lists that are about to be as the server has them now: nobody has turned a page. */
export const followed = new Set()

/** A request that is given up swaps nothing. */
const LONGEST_MS = 10_000

/** Where the focus and the scroll boxes of an element are, until its next swap has settled. */
export function keepFocus(element) {
  const focus = placeOf(element, document.activeElement)
  const scrolls = [...element.querySelectorAll('.table-scroll')].map((box) => box.scrollLeft)
  if (!focus && scrolls.every((left) => left === 0)) return
  const { id } = element
  const now = () => (element.isConnected ? element : document.getElementById(id))
  // At once, so that no key is lost; and again where what was set up meanwhile has taken it away.
  const swapped = ({ target }) => {
    if (isSwapped(element, target)) restore(now(), focus, scrolls)
  }
  const settled = ({ target }) => {
    if (!isSwapped(element, target)) return
    stop()
    restore(now(), document.activeElement === document.body ? focus : null, scrolls)
  }
  const stop = () => {
    document.removeEventListener('htmx:afterSwap', swapped)
    document.removeEventListener('htmx:afterSettle', settled)
  }
  document.addEventListener('htmx:afterSwap', swapped)
  document.addEventListener('htmx:afterSettle', settled)
  setTimeout(stop, LONGEST_MS)
}

/** Parts of it may be fetched by themselves meanwhile: those are not what is waited for. */
function isSwapped(element, target) {
  const isReplaced = element.matches('[data-live-list], [hx-swap^=outerHTML]')
  return isReplaced ? !element.isConnected : element.contains(target)
}

function restore(element, focus, scrolls) {
  if (!element) return
  for (const [index, box] of element.querySelectorAll('.table-scroll').entries())
    box.scrollLeft = scrolls[index] ?? 0
  const isFree =
    document.activeElement === document.body || element.contains(document.activeElement)
  if (focus && isFree) elementAt(element, focus)?.focus({ preventScroll: true })
}

/** Which focusable element of which row, or of the whole. */
function placeOf(element, active) {
  if (!active || !element.contains(active) || active === element) return null
  const row = active.closest('tr[data-row]')
  if (row === active) return { row: row.dataset.row, index: -1 }
  const within = row ?? element
  const index = [...within.querySelectorAll(FOCUSABLE)].indexOf(active)
  return index < 0 ? null : { row: row?.dataset.row, index }
}

function elementAt(element, { row, index }) {
  const within = row
    ? [...element.querySelectorAll('tr[data-row]')].find((one) => one.dataset.row === row)
    : element
  const found = index < 0 ? within : within?.querySelectorAll(FOCUSABLE)[index]
  // A row or a cell takes the focus only once the keys of the table have been set up, which comes later.
  if (found && !found.matches('a, button, input, select, textarea, summary, [tabindex]'))
    found.tabIndex = -1
  return found
}
