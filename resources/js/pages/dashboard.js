/*
 * The figures are fetched again whenever something was booked: tables that were open stay open, and a
 * figure that has changed is marked.
 */
const figures = document.querySelector('#figures')
let openTables = []
let shown = new Map()

function cards() {
  return [...figures.querySelectorAll('.figure-card')]
}

function valueOf(card) {
  return card.querySelector('[data-figure]')
}

figures.addEventListener('htmx:beforeSwap', () => {
  openTables = [...figures.querySelectorAll('details[open]')].map((table) => table.id)
  shown = new Map(cards().map((card) => [card.id, valueOf(card).textContent]))
})

figures.addEventListener('htmx:afterSwap', () => {
  for (const id of openTables) document.getElementById(id)?.setAttribute('open', '')
  for (const card of cards()) {
    const value = valueOf(card)
    if (shown.has(card.id) && shown.get(card.id) !== value.textContent)
      value.classList.add('is-changed')
  }
})
