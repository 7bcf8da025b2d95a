/*
 * The finder: Ctrl-K, or a button with data-find. Asks /find?q= while one types and leads to what is
 * chosen. Without script the button is a link to the list of items.
 */
import { t } from './i18n.js'

const PAUSE_MS = 100
const dialog = document.getElementById('finder')
const input = dialog?.querySelector('input')
const list = dialog?.querySelector('[role=listbox]')
let timer = null
let request = null
let shownFor = null
let isGoing = false
let active = 0
/** The address of what one has gone to by arrow keys since the last letter: a later answer leaves it chosen. */
let wanted = ''

/** Opens the finder; false where a page has none. */
export function openFinder() {
  if (!dialog?.showModal || document.querySelector('dialog[open]')) return false
  input.value = ''
  shownFor = null
  isGoing = false
  wanted = ''
  list.replaceChildren()
  dialog.showModal()
  input.focus()
  void ask()
  return true
}

document.addEventListener('keydown', (event) => {
  const isK = event.key.toLowerCase() === 'k' || event.code === 'KeyK'
  if (!isK || !(event.ctrlKey || event.metaKey) || event.altKey) return
  if (openFinder()) event.preventDefault()
})

document.addEventListener('click', (event) => {
  if (!event.target.closest?.('[data-find]') || event.ctrlKey || event.metaKey) return
  if (openFinder()) event.preventDefault()
})

input?.addEventListener('input', () => {
  isGoing = false
  wanted = ''
  clearTimeout(timer)
  timer = setTimeout(ask, PAUSE_MS)
})

input?.addEventListener('keydown', (event) => {
  if (event.isComposing) return
  const key = keys[event.key]
  if (!key) return
  event.preventDefault()
  key(event)
})

const keys = {
  ArrowDown: () => move(1),
  ArrowUp: () => move(-1),
  Enter: (event) => {
    if (shownFor === input.value.trim()) return go(event.ctrlKey || event.metaKey)
    // A scanner or a fast typist is ahead of the answer: it leads on when it comes.
    isGoing = true
    void ask()
  },
}

dialog?.addEventListener('click', ({ target }) => {
  if (target === dialog || target.closest('[data-find-close]')) dialog.close()
})

// The browser may keep this page and show it again when one comes back to it.
window.addEventListener('pagehide', () => dialog?.open && dialog.close())

async function ask() {
  clearTimeout(timer)
  request?.abort()
  request = new AbortController()
  const text = input.value.trim()
  try {
    const answer = await fetch(`/find?q=${encodeURIComponent(text)}`, {
      headers: { accept: 'application/json' },
      signal: request.signal,
    })
    if (!answer.ok) throw new Error(`The finder was answered ${answer.status}`)
    show(await answer.json(), text)
  } catch (error) {
    if (error.name !== 'AbortError') tell(t('This does not work just now. Reload the page.'))
  }
}

function show({ groups }, text) {
  shownFor = text
  list.replaceChildren(...groups.map(groupElement))
  const same = options().findIndex(({ href }) => href === wanted)
  active = Math.max(same, 0)
  if (groups.length === 0) tell(t('Nothing found'))
  mark()
  if (isGoing) go(false)
}

function tell(text) {
  list.replaceChildren(element('p', { className: 'finder-none', textContent: text }))
}

function groupElement({ label, results }, index) {
  const title = element('div', { className: 'finder-label', id: `finder-group-${index}` })
  title.textContent = label
  const group = element('div', { role: 'group' })
  group.setAttribute('aria-labelledby', title.id)
  group.append(title, ...results.map((result, at) => option(result, `finder-${index}-${at}`)))
  return group
}

function option({ text, hint, href, image }, id) {
  const link = element('a', { id, href, role: 'option', tabIndex: -1 })
  if (image) link.append(element('img', { className: 'thumb', src: image, alt: '' }))
  link.append(element('span', { textContent: text }))
  if (hint) link.append(element('small', { textContent: hint }))
  return link
}

function element(tag, properties) {
  return Object.assign(document.createElement(tag), properties)
}

function options() {
  return [...list.querySelectorAll('[role=option]')]
}

function move(step) {
  const { length } = options()
  if (length > 0) active = (active + step + length) % length
  wanted = options()[active]?.href ?? ''
  mark()
}

function mark() {
  input.removeAttribute('aria-activedescendant')
  for (const [index, link] of options().entries()) {
    const isActive = index === active
    link.setAttribute('aria-selected', String(isActive))
    if (!isActive) continue
    input.setAttribute('aria-activedescendant', link.id)
    // The first one brings the label of its group into view with it.
    if (index === 0) list.scrollTop = 0
    else link.scrollIntoView({ block: 'nearest' })
  }
}

function go(isNewTab) {
  isGoing = false
  const chosen = options()[active]
  if (!chosen) return
  if (isNewTab) window.open(chosen.href)
  else window.location.assign(chosen.href)
}
