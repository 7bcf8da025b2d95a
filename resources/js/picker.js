/*
 * Type-ahead (@field.picker): an input that asks `url?q=…` for [{ id, text, hint }] and keeps the
 * chosen id in a hidden input. Without script the visible input is the field: an id or an exact name.
 * Choosing dispatches "picked" with the row as detail on the picker, clearing it with null.
 */
const PAUSE_MS = 150

class Picker {
  constructor(root) {
    this.root = root
    this.input = root.querySelector('[role=combobox]')
    this.hidden = root.querySelector('input[type=hidden]')
    this.list = root.querySelector('[role=listbox]')
    this.rows = []
    this.active = -1
    this.hidden.name = this.input.name
    this.input.removeAttribute('name')
    this.chosenText = this.hidden.value ? this.input.value : ''
    this.listen()
  }

  listen() {
    this.input.addEventListener('input', () => this.typed())
    this.input.addEventListener('focus', () => this.input.select())
    this.input.addEventListener('click', () => this.search())
    this.input.addEventListener('keydown', (event) => this.pressed(event))
    this.input.addEventListener('blur', () => setTimeout(() => this.close(), 150))
    this.list.addEventListener('mousedown', (event) => event.preventDefault())
    this.list.addEventListener('click', ({ target }) => {
      const option = target.closest('[role=option]')
      if (option) this.choose(this.rows[Number(option.dataset.index)])
    })
  }

  typed() {
    // Until a row is chosen the typed text is what is sent: the server takes an exact name too.
    this.hidden.value = this.input.value.trim()
    this.chosenText = ''
    if (!this.input.value.trim()) this.announce(null)
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.search(), PAUSE_MS)
  }

  async search() {
    const query = this.input.value === this.chosenText ? '' : this.input.value.trim()
    this.request?.abort()
    this.request = new AbortController()
    const url = new URL(this.root.dataset.url, window.location.origin)
    url.searchParams.set('q', query)
    try {
      const answer = await fetch(url, {
        headers: { accept: 'application/json' },
        signal: this.request.signal,
      })
      if (answer.ok) this.show(await answer.json(), query)
    } catch (error) {
      if (error.name !== 'AbortError') this.close()
    }
  }

  show(rows, query) {
    this.rows = rows
    this.active = query && rows.length > 0 ? 0 : -1
    this.list.replaceChildren(
      ...(rows.length > 0 ? rows.map((row, index) => this.option(row, index)) : [this.none()])
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
    const text = document.createElement('span')
    text.textContent = row.text
    option.append(text)
    if (row.hint) {
      const hint = document.createElement('small')
      hint.textContent = row.hint
      option.append(hint)
    }
    return option
  }

  none() {
    const item = document.createElement('li')
    item.className = 'picker-none'
    item.textContent = 'Nothing found'
    return item
  }

  pressed(event) {
    if (event.key === 'ArrowDown') this.arrow(event, 1)
    else if (event.key === 'ArrowUp') this.arrow(event, -1)
    else if (!this.list.hidden) this.pressedWhileOpen(event)
  }

  arrow(event, step) {
    event.preventDefault()
    if (this.list.hidden) void this.search()
    else this.move(step)
  }

  pressedWhileOpen(event) {
    const marked = this.rows[this.active]
    if (event.key === 'Enter' && marked) {
      event.preventDefault()
      this.choose(marked)
    } else if (event.key === 'Escape') {
      event.stopPropagation()
      this.close()
    } else if (event.key === 'Tab' && marked && !this.chosenText) this.choose(marked)
  }

  move(step) {
    if (this.rows.length === 0) return
    this.active = (this.active + step + this.rows.length) % this.rows.length
    this.mark()
  }

  mark() {
    for (const option of this.list.children) {
      const isActive = Number(option.dataset.index) === this.active
      option.setAttribute('aria-selected', String(isActive))
      if (isActive) option.scrollIntoView({ block: 'nearest' })
    }
    const active = this.list.children[this.active]
    if (active) this.input.setAttribute('aria-activedescendant', active.id)
    else this.input.removeAttribute('aria-activedescendant')
  }

  choose(row) {
    this.hidden.value = row.id
    this.input.value = row.text
    this.chosenText = row.text
    this.close()
    this.announce(row)
  }

  announce(row) {
    this.root.dispatchEvent(new CustomEvent('picked', { detail: row, bubbles: true }))
    this.hidden.dispatchEvent(new Event('change', { bubbles: true }))
  }

  close() {
    this.request?.abort()
    this.list.hidden = true
    this.input.setAttribute('aria-expanded', 'false')
    this.input.removeAttribute('aria-activedescendant')
  }
}

const known = new WeakSet()

function enhance(root) {
  for (const picker of root.querySelectorAll?.('[data-picker]') ?? []) {
    if (known.has(picker)) continue
    known.add(picker)
    new Picker(picker)
  }
}

enhance(document)
document.addEventListener('htmx:load', ({ target }) => enhance(target.parentElement ?? target))
