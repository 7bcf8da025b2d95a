/** The table that an element belongs to. */
export function regionOf(element) {
  return element.closest?.('[data-table]')
}

export function rowsOf(region) {
  return [...region.querySelectorAll('tr[data-row]')]
}

export function rowOf(element) {
  return element.closest?.('tr[data-row]')
}
