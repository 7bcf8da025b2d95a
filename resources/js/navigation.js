import { openFinder } from './finder.js'

/* Menus are <details> and the phone's navigation is a link target, so both work without script. */
document.addEventListener('click', ({ target }) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(target)) menu.open = false
  }
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeAll()
  if (event.key === '/' && !isTyping(event.target)) focusSearch(event)
})

function closeAll() {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    menu.open = false
    menu.querySelector('summary').focus()
  }
  if (window.location.hash === '#navigation') window.location.hash = '#main'
}

function isTyping(element) {
  return element.closest('input, textarea, select, [contenteditable], dialog')
}

function focusSearch(event) {
  const search = document.querySelector('[data-global-search]')
  // On a phone there is only the finder.
  if (search?.checkVisibility()) search.focus()
  else if (!openFinder()) return
  event.preventDefault()
}
