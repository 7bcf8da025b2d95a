import { openFinder } from './finder.js'
import { t } from './i18n.js'
import { addKeys } from './keys.js'

/* Menus are <details> and the phone's navigation is a link target, so both work without script. */
document.addEventListener('click', ({ target }) => {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    if (!menu.contains(target)) menu.open = false
  }
})

// A menu that the focus leaves would stand over what has it then.
document.addEventListener('focusout', ({ target, relatedTarget }) => {
  const menu = target.closest?.('details.menu[open]')
  if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false
})

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') closeAll()
})

function closeAll() {
  for (const menu of document.querySelectorAll('details.menu[open]')) {
    menu.open = false
    menu.querySelector('summary').focus()
  }
  if (window.location.hash === '#navigation') window.location.hash = '#main'
}

addKeys(t('Everywhere'), [{ keys: '/', label: t('Go to the search'), run: focusSearch }])

function focusSearch() {
  const search = document.querySelector('[data-global-search]')
  // On a phone there is only the finder.
  if (!search?.checkVisibility()) return openFinder()
  search.focus()
}

// On a phone the tab one is on may lie beyond the edge.
for (const tab of document.querySelectorAll('.tabs [aria-current]')) {
  const { parentElement: row } = tab
  if (row.scrollWidth > row.clientWidth) row.scrollLeft = tab.offsetLeft - row.offsetLeft - 24
}

/* Links with data-go="i" are gone to by "g", then "i". */
const places = [...document.querySelectorAll('a[data-go]')]
if (places.length > 0) {
  addKeys(
    t('Go to'),
    places.map((place) => ({
      keys: `g ${place.dataset.go}`,
      label: place.textContent.trim(),
      run: () => place.click(),
    }))
  )
}
