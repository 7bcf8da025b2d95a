import { canCreate, create } from './create.js'
import { t } from './i18n.js'
import { recentOf, remember } from './recent_choices.js'

/*
 * Type-ahead (@field.picker): an input that asks `url?q=…` for [{ id, text, hint }] and keeps the
 * chosen id in a hidden input. Without script the visible input is the field: an id or an exact name.
 * Choosing dispatches "picked" with the row as detail on the picker, clearing it with null.
 *
 * What was chosen lately in this browser comes first while nothing is typed. With data-create the last
 * row makes what was typed, in a dialog.
 */
const PAUSE_MS = 150
const ARROWS = { ArrowDown: 1, ArrowUp: -1 }

class Picker {
  constructor(root) {
    this.root = root
    this.input = root.querySelector('[role=combobox]')
    this.hidden = root.querySelector('input[type=hidden]')
    this.list = root.querySelector('[role=listbox]')
    this.clearer = root.querySelector('[data-clear]')
    this.rows = []
    this.active = -1
    this.hidden.name = this.input.name
    this.input.removeAttribute('name')
    this.chosenText = this.hidden.value ? this.input.value : ''
    this.listen()
    this.showClearer()
  }

  listen() {
    this.input.addEventListener('input', () => this.typed())
    this.input.addEventListener('focus', () => {
      clearTimeout(this.leaving)
      this.input.select()
    })
    this.input.addEventListener('click', () => this.search())
    this.input.addEventListener('keydown', (event) => this.pressed(event))
    this.input.addEventListener('blur', () => {
      this.leaving = setTimeout(() => this.close(), 150)
    })
    this.clearer?.addEventListener('mousedown', (event) => event.preventDefault())
    this.clearer?.addEventListener('click', () => this.clear())
    this.list.addEventListener('mousedown', (event) => event.preventDefault())
    this.list.addEventListener('click', ({ target }) => {
      const option = target.closest('[role=option]')
      if (option) this.take(this.rows[Number(option.dataset.index)])
    })
  }

  typed() {
    // Until a row is chosen the typed text is what is sent: the server takes an exact name too.
    this.hidden.value = this.input.value.trim()
    this.chosenText = ''
    this.isBehind = true
    this.showClearer()
    if (!this.input.value.trim()) this.announce(null)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.search(), PAUSE_MS)
  }

  showClearer() {
    if (this.clearer) this.clearer.hidden = this.input.value === ''
  }

  clear() {
    this.input.value = ''
    this.hidden.value = ''
    this.chosenText = ''
    this.showClearer()
    this.announce(null)
    this.input.focus()
  }

  async search() {
    clearTimeout(this.timer)
    const query = this.input.value === this.chosenText ? '' : this.input.value.trim()
    this.request?.abort()
    this.request = new AbortController()
    try {
      const rows = await this.ask(query, this.request.signal)
      this.isBehind = false
      if (rows && document.activeElement === this.input) this.show(rows, query)
    } catch (error) {
      if (error.name !== 'AbortError') this.close()
    }
  }

  async ask(query, signal) {
    const url = new URL(this.root.dataset.url, window.location.origin)
    url.searchParams.set('q', query)
    if (!query) url.searchParams.set('recent', recentOf(this.root.dataset.url).join(','))
    const answer = await fetch(url, { headers: { accept: 'application/json' }, signal })
    return answer.ok ? answer.json() : null
  }

  show(rows, query) {
    const isKnown = rows.some(({ text }) => text.toLowerCase() === query.toLowerCase())
    this.rows = canCreate(this.root) && !isKnown ? [...rows, newRow(this.root, query)] : rows
    this.active = query && rows.length > 0 ? 0 : -1
    this.list.replaceChildren(
      ...(rows.length > 0 ? [] : [this.none()]),
      ...this.rows.map((row, index) => this.option(row, index))
    )
    this.list.hidden = false
    this.input.setAttribute('aria-expanded', 'true')
    this.mark()
  }

  option(row, index) {
    const option = document.createElement('li')
    option.id = `${this.list.id}-${index}`
    option.role = 'option'
    option.dataset.index = index
    if (row.isNew) option.className = 'picker-new'
    if (row.image) {
      option.append(Object.assign(new Image(), { className: 'thumb', src: row.image, alt: '' }))
    }
    const text = document.createElement('span')
    text.textContent = row.text
    option.append(text)
    const hint = row.isRecent ? [row.hint, t('recent')].filter(Boolean).join(' · ') : row.hint
    if (hint) {
      const small = document.createElement('small')
      small.textContent = hint
      option.append(small)
    }
    return option
  }

  none() {
    const item = document.createElement('li')
    item.className = 'picker-none'
    item.role = 'presentation'
    item.textContent = t('Nothing found')
    return item
  }

  pressed(event) {
    if (event.isComposing || event.ctrlKey || event.metaKey) return
    const step = ARROWS[event.key]
    if (step) this.arrow(event, step)
    else if (event.key === 'Enter' && this.isAhead()) {
      event.preventDefault()
      void this.takeScanned()
    } else if (!this.list.hidden) this.pressedWhileOpen(event)
  }

  /** A scanner sends Enter before the server has answered. */
  isAhead() {
    return this.isBehind && this.input.value.trim() !== ''
  }

  arrow(event, step) {
    event.preventDefault()
    if (this.list.hidden) void this.search()
    else this.move(step)
  }

  pressedWhileOpen(event) {
    const marked = this.rows[this.active]
    if (event.key === 'Enter') {
      // While the list is open Enter is for the list, never for the form.
      event.preventDefault()
      if (marked) this.take(marked)
      else this.close()
    } else if (event.key === 'Escape') {
      event.preventDefault()
      event.stopPropagation()
      this.close()
    } else if (event.key === 'Tab' && marked && !marked.isNew && !this.chosenText)
      this.choose(marked)
  }

  /** Takes the one thing that has this number or is found at all; of several one chooses. */
  async takeScanned() {
    const code = this.input.value.trim().toLowerCase()
    await this.search()
    const found = this.rows.filter(({ isNew }) => !isNew)
    const exact = found.filter((row) => [row.code, row.text].some((one) => isSame(one, code)))
    if (exact.length === 1) this.choose(exact[0])
    else if (found.length === 1) this.choose(found[0])
  }

  move(step) {
    if (this.rows.length === 0) return
    const from = this.active < 0 && step < 0 ? 0 : this.active
    this.active = (from + step + this.rows.length) % this.rows.length
    this.mark()
  }

  mark() {
    let active = null
    for (const option of this.list.querySelectorAll('[role=option]')) {
      const isActive = Number(option.dataset.index) === this.active
      option.setAttribute('aria-selected', String(isActive))
      if (isActive) active = option
    }
    active?.scrollIntoView({ block: 'nearest' })
    if (active) this.input.setAttribute('aria-activedescendant', active.id)
    else this.input.removeAttribute('aria-activedescendant')
  }

  take(row) {
    if (!row.isNew) return this.choose(row)
    this.close()
    create(this.root, row.typed, async (made) => {
      await this.pick(made)
      focusAfter(this.input)
    })
  }

  /** Chooses what has this id, with all that the server says of it. */
  async pick({ id, text }) {
    const rows = (await this.ask(text)) ?? []
    this.choose(rows.find((row) => String(row.id) === String(id)) ?? { id, text, isPartial: true })
  }

  choose(row) {
    this.hidden.value = row.id
    this.input.value = row.text
    this.chosenText = row.text
    this.isBehind = false
    this.showClearer()
    remember(this.root.dataset.url, row.id)
    this.close()
    this.announce(row)
  }

  announce(row) {
    this.root.dispatchEvent(new CustomEvent('picked', { detail: row, bubbles: true }))
    this.hidden.dispatchEvent(new Event('change', { bubbles: true }))
  }

  close() {
    clearTimeout(this.timer)
    this.request?.abort()
    this.list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }
}

function newRow(root, typed) {
  const { createNew, createNamed } = root.dataset
  const text = typed ? createNamed.replace('{name}', typed) : createNew
  return { text: `${text}…`, hint: '', typed, isNew: true }
}

function isSame(text, code) {
  return typeof text === 'string' && text.toLowerCase() === code
}

/** The ids chosen lately; the server tells which of them there still are. */
function focusAfter(input) {
  const scope = input.closest('form, dialog') ?? document
  const all = [...scope.querySelectorAll('input:not([type=hidden]), select, textarea, button')]
  const next = all.slice(all.indexOf(input) + 1)
  if (document.activeElement !== input && document.activeElement !== document.body) return
  next.find((one) => !one.disabled && one.tabIndex >= 0 && one.checkVisibility())?.focus()
}

const known = new WeakMap()

/** The picker of a .picker element. */
export function pickerOf(root) {
  return known.get(root)
}

function enhance(root) {
  for (const picker of root.querySelectorAll?.('[data-picker]') ?? []) {
    if (!known.has(picker)) known.set(picker, new Picker(picker))
  }
}

enhance(document)
document.addEventListener('htmx:load', ({ target }) => enhance(target.parentElement ?? target))
