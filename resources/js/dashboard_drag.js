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
    hold(grip.closest('[data-card]'), onDrop)
  })
}

function hold(card, onDrop) {
  const grid = card.parentElement
  const next = card.nextElementSibling
  const before = keysOf(grid).join()
  const listening = new AbortController()
  // On the document: an element that is moved within the page loses the pointer it had captured.
  const on = (name, act) =>
    document.addEventListener(name, act, { signal: listening.signal, capture: true })
  card.classList.add('is-held')
  const end = () => {
    listening.abort()
    card.classList.remove('is-held')
    if (keysOf(grid).join() !== before) onDrop(keysOf(grid), card.dataset.card)
  }
  on('pointermove', (event) => move(card, event))
  on('pointerup', end)
  on('pointercancel', end)
  on('keydown', (event) => {
    if (event.key !== 'Escape') return
    event.stopPropagation()
    grid.insertBefore(card, next)
    end()
  })
}

function move(card, { clientX, clientY }) {
  scrollAtEdge(clientY)
  const over = document
    .elementsFromPoint(clientX, clientY)
    .map((element) => element.closest('[data-cards] > [data-card]'))
    .find(Boolean)
  if (over && over !== card) placeBeside(card, over, { clientX, clientY })
}

/** Before the first half of a card, behind its second: below each other by height, else by width. */
function placeBeside(card, over, { clientX, clientY }) {
  const box = over.getBoundingClientRect()
  const isWide = box.width > over.parentElement.clientWidth * 0.6
  const isBehind = isWide ? clientY > box.top + box.height / 2 : clientX > box.left + box.width / 2
  const next = isBehind ? over.nextElementSibling : over
  if (next !== card && next !== card.nextElementSibling) over.parentElement.insertBefore(card, next)
}

function scrollAtEdge(y) {
  if (y < EDGE) window.scrollBy(0, -STEP)
  else if (y > window.innerHeight - EDGE) window.scrollBy(0, STEP)
}

function keysOf(grid) {
  return [...grid.querySelectorAll(':scope > [data-card]')].map((card) => card.dataset.card)
}
