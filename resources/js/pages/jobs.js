import htmx from 'htmx.org'

/*
 * The job console renews its parts by themselves: what is ticked stays ticked, nothing is taken from
 * under a finger, and the buttons of a run follow its state.
 */
const ticked = new Set()
const putOff = new Set()
let isPressed = false
let state = stateOfRun()

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

document.addEventListener('htmx:beforeSwap', ({ target, detail }) => {
  if (!isPressed || !target.dataset.live) return
  detail.shouldSwap = false
  putOff.add(target.id)
})

document.addEventListener('change', ({ target }) => {
  if (target.type !== 'checkbox' || !target.id) return
  if (target.checked) ticked.add(target.id)
  else ticked.delete(target.id)
})

// At once, so that not even a click right then finds a box without its tick.
document.addEventListener('htmx:afterSwap', () => {
  for (const id of ticked) {
    const box = document.getElementById(id)
    if (box) box.checked = true
    else ticked.delete(id)
  }
})

document.addEventListener('htmx:afterSettle', () => {
  if (stateOfRun() === state) return
  state = stateOfRun()
  // What can be done with a run depends on its state.
  for (const id of ['#run-top', '#run-payload']) htmx.trigger(id, 'renew')
})

function stateOfRun() {
  return document.getElementById('job-run')?.dataset.state
}
