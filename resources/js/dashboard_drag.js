/*
 * Cards are dragged by their handle, with the mouse or a finger. The card moves within the page while it is
 * held, so what one sees is what one gets; Escape puts it back.
 */
const EDGE = 80
const STEP = 14

/** Calls `onDrop(keys in order, key that was moved)` when a card was dropped at another place. */
export function arrangeByDragging(root, onDrop) {
  root.addEventListener('pointerdown', (event) => {
    const grip = event.target.closest?.('[data-grip]')
    if (!grip || event.button !== 0) return
    event.preventDefault()
    hold(root, grip.closest('[data-card]'), { event, onDrop })
  })
}

function hold(root, card, { event, onDrop }) {
  const grid = card.parentElement
  const next = card.nextElementSibling
  const before = keysOf(grid).join()
  card.classList.add('is-held')
  // The handle keeps the pointer, wherever it goes.
  const grip = event.target.closest('[data-grip]')
  grip.setPointerCapture(event.pointerId)

  const move = (moved) => {
    scrollAtEdge(moved.clientY)
    const over = document
      .elementsFromPoint(moved.clientX, moved.clientY)
      .map((element) => element.closest('[data-cards] > [data-card]'))
      .find((found) => found && found !== card)
    if (over) placeBeside(card, over, moved)
  }
  const end = () => {
    card.classList.remove('is-held')
    grip.removeEventListener('pointermove', move)
    document.removeEventListener('keydown', cancel, true)
    if (keysOf(grid).join() !== before) onDrop(keysOf(grid), card.dataset.card)
  }
  const cancel = (pressed) => {
    if (pressed.key !== 'Escape') return
    pressed.stopPropagation()
    grid.insertBefore(card, next)
    grip.releasePointerCapture(event.pointerId)
  }
  grip.addEventListener('pointermove', move)
  grip.addEventListener('lostpointercapture', end, { once: true })
  document.addEventListener('keydown', cancel, true)
}

/** Before the first half of a card, behind its second: below each other by height, else by width. */
function placeBeside(card, over, { clientX, clientY }) {
  const box = over.getBoundingClientRect()
  const isWide = box.width > over.parentElement.clientWidth * 0.6
  const isBehind = isWide ? clientY > box.top + box.height / 2 : clientX > box.left + box.width / 2
  over.parentElement.insertBefore(card, isBehind ? over.nextElementSibling : over)
}

function scrollAtEdge(y) {
  if (y < EDGE) window.scrollBy(0, -STEP)
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP)
}

function keysOf(grid) {
  return [...grid.querySelectorAll(':scope > [data-card]')].map((card) => card.dataset.card)
}
