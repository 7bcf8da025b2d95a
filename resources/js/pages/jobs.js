import htmx from 'htmx.org'

/*
 * The job console renews its parts by themselves: what is ticked stays ticked, the focus stays where it
 * is, nothing is taken from under a finger, and the buttons of a run follow its state.
 */
let ticked = new Set()
let focused = ''
let isPressed = false
const putOff = new Set()

for (const name of ['pointerdown', 'pointerup', 'pointercancel']) {
  document.addEventListener(name, () => press(name === 'pointerdown'), true)
}

function press(isDown) {
  isPressed = isDown
  if (isDown || putOff.size === 0) return
  // After the click that follows.
  setTimeout(() => {
    for (const id of putOff) htmx.trigger(`#${id}`, 'live')
    putOff.clear()
  }, 50)
}

document.addEventListener('htmx:beforeSwap', (event) => {
  const { target, detail } = event
  if (isPressed && target.dataset.live && detail.isError === false) {
    detail.shouldSwap = false
    putOff.add(target.id)
    return
  }
  if (target.id !== 'jobs-runs') return
  const boxes = [...target.querySelectorAll('input[type=checkbox]:checked')]
  ticked = new Set(boxes.map(keyOf))
  focused = target.contains(document.activeElement) ? keyOf(document.activeElement) : ''
})

let state = stateOfRun()

document.addEventListener('htmx:afterSettle', () => {
  tickAgain()
  if (stateOfRun() === state) return
  state = stateOfRun()
  // What can be done with a run depends on its state.
  for (const id of ['#run-top', '#run-payload']) htmx.trigger(id, 'renew')
})

function tickAgain() {
  const list = document.getElementById('jobs-runs')
  for (const box of list?.querySelectorAll('input[type=checkbox]') ?? []) {
    box.checked = box.checked || ticked.has(keyOf(box))
    if (focused && keyOf(box) === focused) box.focus()
  }
  ticked = new Set()
  focused = ''
}

function stateOfRun() {
  return document.getElementById('job-run')?.dataset.state
}

function keyOf({ name, value }) {
  return `${name}=${value}`
}
