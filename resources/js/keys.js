/*
 * Keys that do something on a page, and the dialog of "?" that tells of them.
 *
 *   const stop = addKeys(t('In the list'), [
 *     { keys: 'j', label: t('Next row'), run: () => move(1) },
 *     { keys: 'g i', label: t('Items'), run: () => open('/items') },  // one after the other
 *     { keys: 'ArrowDown', label: t('Next row') },                    // only told of, handled elsewhere
 *   ])
 *
 * `run(event)` that returns false has done nothing: the browser goes on. Keys are deaf while one types,
 * with Ctrl, Alt or Meta held, and while a dialog is open. Who speaks to the computer or hits keys by
 * accident can switch those of single letters and signs off in the dialog (WCAG 2.1.4); keys with a
 * name, as Enter and ArrowDown, stay.
 */
import { t } from './i18n.js'

const SWITCH = 'bincard-keys'
const SEQUENCE_MS = 1500
const NAMES = {
  'ArrowDown': '↓',
  'ArrowUp': '↑',
  'ArrowLeft': '←',
  'ArrowRight': '→',
  'Escape': 'Esc',
  ' ': 'Space',
}
const groups = []
let begun = ''
let timer = null

/** Adds keys under a title of the dialog; gives a function that takes them away. */
export function addKeys(title, keys) {
  const group = { title, keys }
  groups.push(group)
  return () => {
    const at = groups.indexOf(group)
    if (at >= 0) groups.splice(at, 1)
  }
}

/** Whether keys of single letters and signs do anything in this browser. */
export function keysAreOn() {
  return localStorage.getItem(SWITCH) !== 'off'
}

/** Whether the key event is text for a field, or is for a dialog or a menu that is open. */
export function isForField({ target }) {
  const element = target instanceof Element ? target : document.body
  return Boolean(
    element.closest(
      'input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]'
    ) || document.querySelector('dialog[open]')
  )
}

document.addEventListener('keydown', (event) => {
  if (!isForKeys(event)) return
  const key = latinKey(event)
  const pressed = begun ? `${begun} ${key}` : key
  forget()
  if (key.length > 1 || keysAreOn()) press(pressed, event)
})

function isForKeys(event) {
  const isHeld = event.ctrlKey || event.altKey || event.metaKey
  return !(event.defaultPrevented || event.isComposing || isHeld || isForField(event))
}

/** The latest first: a part of a page may take a key over. */
function press(pressed, event) {
  const keys = groups.toReversed().flatMap((group) => group.keys)
  keys.some((key) => takes(key, pressed, event))
}

/** On a Cyrillic keyboard the key of "g" gives another letter, and is meant all the same. */
function latinKey({ key, code }) {
  return key.length === 1 && key > '~' && code.startsWith('Key') ? code.slice(3).toLowerCase() : key
}

function takes({ keys, run }, pressed, event) {
  if (!run) return false
  if (keys === pressed) {
    if (run(event) === false) return false
    event.preventDefault()
    return true
  }
  if (!keys.startsWith(`${pressed} `)) return false
  begun = pressed
  timer = setTimeout(forget, SEQUENCE_MS)
  return true
}

function forget() {
  clearTimeout(timer)
  begun = ''
}

const dialog = document.getElementById('keys-dialog')

/** Shows the dialog that tells of the keys. */
export function showKeys() {
  if (!dialog?.showModal || document.querySelector('dialog[open]')) return false
  dialog
    .querySelector('[data-keys-list]')
    .replaceChildren(
      ...merged(groups).map(groupElement),
      ...[...document.querySelectorAll('dialog:not(#keys-dialog) dl.keys')].map(toldElsewhere)
    )
  dialog.querySelector('[data-keys-switch]').checked = keysAreOn()
  dialog.showModal()
  return true
}

/** The keys of a part of the page, such as a table, which has a dialog of its own. */
function toldElsewhere(list) {
  const section = document.createElement('section')
  const title = list.closest('dialog').querySelector('h2').textContent
  section.append(Object.assign(document.createElement('h3'), { textContent: title }))
  section.append(list.cloneNode(true))
  return section
}

/** What was added under the same title at different times stands together. */
function merged(all) {
  const byTitle = new Map()
  for (const { title, keys } of all) byTitle.set(title, [...(byTitle.get(title) ?? []), ...keys])
  return [...byTitle].map(([title, keys]) => ({ title, keys }))
}

function groupElement({ title, keys }) {
  const section = document.createElement('section')
  const heading = Object.assign(document.createElement('h3'), { textContent: title })
  const list = document.createElement('dl')
  for (const { keys: combination, label } of keys) {
    const term = document.createElement('dt')
    term.append(...combination.split(' ').map(keyElement))
    list.append(term, Object.assign(document.createElement('dd'), { textContent: label }))
  }
  section.append(heading, list)
  return section
}

function keyElement(name) {
  return Object.assign(document.createElement('kbd'), { textContent: NAMES[name] ?? name })
}

dialog?.addEventListener('change', ({ target }) => {
  if (target.matches('[data-keys-switch]')) {
    localStorage.setItem(SWITCH, target.checked ? 'on' : 'off')
  }
})
dialog?.addEventListener('click', ({ target }) => {
  if (target === dialog || target.closest('[data-keys-close]')) dialog.close()
})
document.addEventListener('click', ({ target }) => {
  const button = target.closest?.('[data-keys-open]')
  if (!button) return
  const menu = button.closest('details')
  if (menu) menu.open = false
  showKeys()
})

addKeys(t('Everywhere'), [
  { keys: '?', label: t('Show these keys'), run: showKeys },
  { keys: 'Ctrl K', label: t('Find anything') },
  { keys: 'Escape', label: t('Close what is open') },
])
