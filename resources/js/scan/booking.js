/* The places, the list, its total, and booking it. */
import {
  formatMoney,
  formatQuantity,
  multiplyMoney,
  MONEY_DECIMALS,
  parseDecimal,
  plainDecimal,
  QUANTITY_DECIMALS,
} from '../decimal.js'
import { t } from '../i18n.js'
import { drawLines, showLine } from './line_rows.js'
import { send } from './server.js'

const PRICES = { in: 'purchasePrice', out: 'salePrice' }
const STEPS = { less: -1n, more: 1n }

export class Booking {
  constructor(root, kept, tell) {
    this.root = root
    this.kept = kept
    this.tell = tell
    this.list = root.querySelector('[data-lines]')
    this.booked = root.querySelector('[data-booked]')
    this.note = root.querySelector('[name=note]')
    this.list.addEventListener('click', (event) => this.clicked(event))
    this.list.addEventListener('input', ({ target }) => this.typed(target))
    this.list.addEventListener('keydown', (event) => this.pressed(event))
    this.list.addEventListener('scan', (event) => this.scannedInto(event))
    root.querySelector('[data-book]').addEventListener('click', () => this.book())
    root.querySelector('[data-clear]').addEventListener('click', () => this.clear())
    root.querySelector('[data-undo]').addEventListener('click', () => this.undo())
    for (const name of ['location', 'to']) {
      root.addEventListener(
        'change',
        ({ target }) => target.name === name && this.placeChosen(name)
      )
      this.showPlace(name)
    }
  }

  get state() {
    return this.kept.state
  }

  draw() {
    const { lines, mode, booked } = this.state
    drawLines(this.list, lines, mode)
    this.root.dataset.mode = mode
    this.root.querySelector('[data-empty]').hidden = lines.length > 0
    this.root.querySelector('[data-foot]').hidden = lines.length === 0
    this.root.querySelector('[data-total]').textContent = this.total()
    this.booked.hidden = !booked
    if (booked) {
      this.booked.querySelector('[data-text]').textContent = booked.text
      this.booked.querySelector('[data-undo]').hidden = !booked.canUndo
    }
  }

  add(match) {
    const line = this.kept.add(match, this.state.places)
    this.state.booked = null
    this.kept.keep()
    this.draw()
    showLine(line.id)
    this.tell(t('{item}: {quantity}', { item: line.title, quantity: line.quantity }), 'good')
  }

  /** A scanned place: of a transfer first where from, then where to. */
  setPlace({ id, title }) {
    const { mode, places } = this.state
    const name = mode === 'transfer' && places.location ? 'to' : 'location'
    if (name === 'to' && places.location.id === id) {
      return this.tell(t('Choose another place to move the stock to.'), 'bad')
    }
    places[name] = { id, text: title }
    this.kept.keep()
    this.showPlace(name)
    this.tell(
      name === 'to' ? t('To {place}', { place: title }) : t('At {place}', { place: title }),
      'good'
    )
  }

  /** Shows the place that is set, in a menu or in a type-ahead. */
  showPlace(name) {
    const field = this.root.querySelector(`[name=${name}]`)
    const { id = '', text = '' } = this.state.places[name] ?? {}
    if (field.tagName !== 'SELECT') comboboxOf(field).value = text
    else if (id && !field.querySelector(`[value="${id}"]`)) field.add(new Option(text, id))
    field.value = id
  }

  placeChosen(name) {
    const field = this.root.querySelector(`[name=${name}]`)
    const text = field.selectedOptions?.[0]?.text ?? comboboxOf(field).value
    const id = Number(field.value)
    if (id > 0) this.state.places[name] = { id, text }
    else delete this.state.places[name]
    this.kept.keep()
  }

  clicked({ target }) {
    const button = target.closest('button')
    const id = button?.closest('[data-line]')?.dataset.line
    if (!id) return
    const name = button.dataset.part
    if (name === 'remove') {
      this.kept.remove(id)
      document.querySelector('[data-scan-field]').focus()
    } else {
      this.step(id, STEPS[name])
    }
    this.draw()
  }

  step(id, difference) {
    const line = this.state.lines.find((one) => one.id === id)
    const quantity = scaledOf(line.quantity) ?? 0n
    const stepped = quantity + difference * 10n ** BigInt(QUANTITY_DECIMALS)
    const next = stepped < 0n ? 0n : stepped
    this.kept.change(id, { quantity: plain(next), problem: '' })
  }

  typed(field) {
    const id = field.closest('[data-line]')?.dataset.line
    if (id) this.kept.change(id, { quantity: field.value, problem: '' })
    this.draw()
  }

  pressed(event) {
    if (event.key !== 'Enter' || !event.target.matches('input')) return
    event.preventDefault()
    if (event.ctrlKey || event.metaKey) void this.book()
    else document.querySelector('[data-scan-field]').focus()
  }

  /** A scanner that types into a quantity means another item, not a number of twelve digits. */
  scannedInto(event) {
    const id = event.target.closest('[data-line]')?.dataset.line
    if (!id) return
    event.preventDefault()
    event.target.value = event.detail.before
    this.kept.change(id, { quantity: event.detail.before, problem: '' })
    this.root.dispatchEvent(new CustomEvent('code', { detail: event.detail.code, bubbles: true }))
  }

  total() {
    const { lines, mode } = this.state
    const quantities = lines.map(({ quantity }) => scaledOf(quantity) ?? 0n)
    const units = quantities.reduce((sum, quantity) => sum + quantity, 0n)
    const counts = { lines: lines.length, units: formatQuantity(units) }
    const price = PRICES[mode]
    if (!price) return t('Lines: {lines} · Units: {units}', counts)
    const value = lines.reduce((sum, line, index) => {
      const each = parseDecimal(line[price] ?? '0', MONEY_DECIMALS) ?? 0n
      return sum + multiplyMoney(quantities[index], each)
    }, 0n)
    const money = `${formatMoney(value)} ${this.root.dataset.currency}`
    return t('Lines: {lines} · Units: {units} · {money}', { ...counts, money })
  }

  async book() {
    if (this.isBusy || this.state.lines.length === 0) return
    this.busy(true)
    const { mode, key } = this.state
    const lines = this.state.lines.map(({ part, lot, location, to, quantity }) => ({
      part,
      lot,
      location: location?.id ?? null,
      to: to?.id ?? null,
      quantity: plainDecimal(quantity) ?? quantity,
    }))
    const answer = await send('/scan/bookings', { mode, key, note: this.note.value, lines })
    this.busy(false)
    this.answered(answer)
  }

  answered({ kind, body }) {
    if (kind === 'done') {
      this.state.booked = body
      this.note.value = ''
      this.kept.clear()
      this.tell(body.text, 'good')
      document.querySelector('[data-scan-field]').focus()
    } else if (kind === 'refused') {
      this.refused(body)
    } else {
      this.tell(FAILURES[kind](), 'bad')
    }
    this.draw()
  }

  refused({ lines, ...others }) {
    for (const [index, line] of this.state.lines.entries()) {
      line.problem = Object.values(lines?.[index] ?? {})
        .flat()
        .join(' ')
    }
    this.kept.keep()
    const whole = Object.values(others).flat().join(' ')
    this.tell(whole || t('Nothing is booked yet: see what is wrong at the lines.'), 'bad')
    this.draw()
    this.list.querySelector('.is-invalid')?.focus()
  }

  async undo() {
    if (this.isBusy) return
    this.busy(true)
    const { postings } = this.state.booked
    const { kind, body } = await send('/scan/reversals', { postings })
    this.busy(false)
    if (kind === 'done') {
      this.state.booked = { ...body, canUndo: false }
      this.kept.keep()
    }
    const text = body ? (body.text ?? Object.values(body).flat().join(' ')) : FAILURES[kind]()
    this.tell(text, kind === 'done' ? 'good' : 'bad')
    this.draw()
  }

  clear() {
    this.kept.clear()
    this.draw()
    document.querySelector('[data-scan-field]').focus()
  }

  busy(isBusy) {
    this.isBusy = isBusy
    this.root.querySelector('[data-book]').disabled = isBusy
  }
}

const FAILURES = {
  'offline': () => t('No connection. The list is kept: book it when the connection is back.'),
  'signed out': () =>
    t('You are signed out. The list is kept: sign in again, in another tab, and book it.'),
  'failed': () => t('This does not work just now. The list is kept.'),
}

function comboboxOf(field) {
  return field.parentElement.querySelector('[role=combobox]')
}

function scaledOf(text) {
  const typed = plainDecimal(text)
  return typed === null ? null : parseDecimal(typed, QUANTITY_DECIMALS)
}

function plain(scaled) {
  const digits = String(scaled).padStart(QUANTITY_DECIMALS + 1, '0')
  const fraction = digits.slice(-QUANTITY_DECIMALS).replace(/0+$/, '')
  return digits.slice(0, -QUANTITY_DECIMALS) + (fraction ? `.${fraction}` : '')
}
