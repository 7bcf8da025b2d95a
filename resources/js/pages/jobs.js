/* The job console renews its list by itself: what is ticked stays ticked, and the focus where it is. */
let ticked = new Set()
let focused = ''

document.addEventListener('htmx:beforeSwap', ({ target }) => {
  if (target.id !== 'jobs-runs') return
  const boxes = [...target.querySelectorAll('input[type=checkbox]:checked')]
  ticked = new Set(boxes.map(keyOf))
  focused = target.contains(document.activeElement) ? keyOf(document.activeElement) : ''
})

document.addEventListener('htmx:afterSettle', () => {
  const list = document.getElementById('jobs-runs')
  for (const box of list?.querySelectorAll('input[type=checkbox]') ?? []) {
    box.checked = box.checked || ticked.has(keyOf(box))
    if (focused && keyOf(box) === focused) box.focus()
  }
  ticked = new Set()
  focused = ''
})

function keyOf({ name, value }) {
  return `${name}=${value}`
}
