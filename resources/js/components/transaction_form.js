import { readField } from '../arithmetic.js'
import { moneyFigures, PRICES, stockFigures } from '../booking_figures.js'
import {
  formatMoney,
  formatQuantity,
  MONEY_DECIMALS,
  multiplyMoney,
  parseDecimal,
  QUANTITY_DECIMALS,
  writeMoney,
} from '../decimal.js'
import { tell } from '../form_fields.js'
import { t } from '../i18n.js'
import { pickerOf } from '../picker.js'

/*
 * The form of stock in and stock out: figures as one types, from what the item costs, and a moment
 * later from the server, which knows the lots. Everything it shows the server works out again. Lines put
 * aside ("Add another line") wait in a hidden field and are booked together with the last one.
 */
const PAUSE_MS = 200
const MOST_LINES = 100

class TransactionForm {
  item = null
  preview = null
  lines = []
  hasLines = false
  linesTotal = ''
  isOut = true
  isSale = true
  hasPrice = true
  hasPriceOfItem = true
  unit = ''
  priceLabel = ''
  totalLabel = ''
  total = ''
  cost = ''
  profit = ''
  profitClass = ''
  isEstimate = false
  availableLabel = ''
  available = ''
  left = ''
  problem = ''

  init() {
    this.item = JSON.parse(this.$root.dataset.item || 'null')
    this.hasPriceOfItem = this.field('unit_price').dataset.fromItem === 'yes'
    this.takeLines()
    this.changed()
  }

  field(name) {
    return this.$root.elements.namedItem(name)
  }

  text(name) {
    return String(new FormData(this.$root).get(name) ?? '').trim()
  }

  picked({ detail }) {
    this.item = detail
    this.hasPriceOfItem = true
    this.changed()
    if (detail) this.field('quantity').focus()
  }

  typed({ target }) {
    if (target.name === 'unit_price') this.hasPriceOfItem = target.value.trim() === ''
    this.changed()
  }

  pressed(event) {
    if (event.key !== 'Enter' || !event.shiftKey || event.target.matches('[role=combobox]')) return
    event.preventDefault()
    this.addLine()
  }

  /** Everything follows from what the fields say. */
  changed() {
    this.isOut = this.text('type') !== 'IN'
    this.showReasons()
    this.showAnywhere()
    this.unit = this.item?.unit ?? ''
    this.showPrice(this.kind())
    this.preview = null
    this.compute()
    this.askLater()
  }

  kind() {
    return this.text('kind') || (this.isOut ? 'sale' : 'receive')
  }

  /** Only the reasons of the chosen direction can be chosen. */
  showReasons() {
    const reasons = this.field('kind')
    for (const group of reasons.querySelectorAll('optgroup')) {
      const isOffered = group.dataset.direction === (this.isOut ? 'OUT' : 'IN')
      group.hidden = !isOffered
      group.disabled = !isOffered
    }
    if (reasons.selectedOptions[0]?.parentElement.disabled) reasons.value = ''
    reasons.options[0].textContent = this.isOut ? t('Sale') : t('Purchase')
  }

  showAnywhere() {
    const anywhere = this.field('location').options?.[0]
    if (!anywhere) return
    anywhere.textContent = this.isOut ? t('Anywhere, oldest first') : t('Its usual place')
  }

  showPrice(kind) {
    const meaning = PRICES[kind]
    this.isSale = kind === 'sale'
    this.hasPrice = Boolean(meaning)
    if (!meaning) return
    this.priceLabel = t(meaning.label)
    this.totalLabel = t(meaning.total)
    if (this.hasPriceOfItem) this.fillPrice(this.item?.[meaning.from])
  }

  fillPrice(price) {
    this.field('unit_price').value = price ? writeMoney(parseDecimal(price, MONEY_DECIMALS)) : ''
  }

  compute() {
    const { item, preview, isOut } = this
    const { quantity, price } = this.figures()
    const [place, placeName] = this.chosenPlace()
    const kind = this.kind()
    Object.assign(
      this,
      moneyFigures({ item, preview, quantity, price }),
      stockFigures({ item, preview, quantity, kind, isOut, place, placeName })
    )
    this.field('quantity').classList.toggle('is-invalid', this.problem !== '')
  }

  figures() {
    return {
      quantity: readField(this.text('quantity'), QUANTITY_DECIMALS),
      price: readField(this.text('unit_price'), MONEY_DECIMALS),
    }
  }

  chosenPlace() {
    const place = this.text('location')
    const option = place && this.field('location').selectedOptions?.[0]
    return [place, option ? option.textContent.trim() : '']
  }

  askLater() {
    clearTimeout(this.timer)
    this.request?.abort()
    if (this.item) this.timer = setTimeout(() => this.ask(), PAUSE_MS)
  }

  async ask() {
    this.request = new AbortController()
    const query = new URLSearchParams({ item: this.item.id, kind: this.kind() })
    for (const name of ['location', 'quantity', 'date']) query.set(name, this.text(name))
    try {
      const { signal } = this.request
      const answer = await fetch(`/transactions/preview?${query}`, { signal })
      if (!answer.ok) return
      this.preview = await answer.json()
      this.compute()
    } catch (error) {
      if (error.name !== 'AbortError') this.preview = null
    }
  }

  /** Puts the line aside and begins the next one. */
  addLine() {
    const input = this.$root.querySelector('#field-part')
    if (!this.item) {
      tell(input, t('Choose the item from the list.'))
      return input.focus()
    }
    const { quantity, price } = this.figures()
    if (quantity === null || quantity <= 0n || this.problem) return this.field('quantity').focus()
    if (this.lines.length >= MOST_LINES) return
    this.lines.push(this.lineOf(quantity, price))
    this.keepLines()
    this.field('quantity').value = ''
    pickerOf(this.$root.querySelector('[data-field=part]')).clear()
  }

  lineOf(quantity, price) {
    const [location, place] = this.chosenPlace()
    const amount = this.hasPrice && price !== null ? multiplyMoney(quantity, price) : null
    return {
      part: String(this.item.id),
      text: this.item.text,
      place,
      location,
      quantity: this.text('quantity'),
      unit_price: this.hasPrice ? this.text('unit_price') : '',
      shown: `${formatQuantity(quantity)} ${this.unit}`.trim(),
      amount: amount === null ? '' : String(amount),
      total: amount === null ? '' : formatMoney(amount),
    }
  }

  removeLine({ target }) {
    this.lines.splice(Number(target.closest('[data-line]').dataset.line), 1)
    this.keepLines()
  }

  /** Lines that were refused, or kept of an unsaved form, are there again. */
  takeLines() {
    try {
      const kept = JSON.parse(this.field('lines').value || '[]')
      this.lines = Array.isArray(kept) ? kept : []
    } catch {
      this.lines = []
    }
    this.showLines()
  }

  keepLines() {
    const field = this.field('lines')
    field.value = this.lines.length > 0 ? JSON.stringify(this.lines) : ''
    this.showLines()
    field.dispatchEvent(new Event('change', { bubbles: true }))
  }

  showLines() {
    this.hasLines = this.lines.length > 0
    const sum = this.lines.reduce((total, line) => total + BigInt(line.amount || 0), 0n)
    this.linesTotal = formatMoney(sum)
    this.lines = this.lines.map((line, index) => ({ ...line, index, number: index + 1 }))
    this.needLine()
  }

  /** With lines put aside the fields above may stay empty. */
  needLine() {
    const isNeeded = !this.hasLines
    this.$root.querySelector('#field-part').required = isNeeded
    this.field('quantity').required = isNeeded
  }

  submitted(event) {
    if (!this.problem) return
    event.preventDefault()
    this.field('quantity').focus()
  }
}

export default (Alpine) => Alpine.data('transactionForm', () => new TransactionForm())
