import { moneyFigures, PRICES, stockFigures } from '../booking_figures.js'
import { MONEY_DECIMALS, parseDecimal, QUANTITY_DECIMALS, writeMoney } from '../decimal.js'

/*
 * The form of stock in and stock out: figures as one types, from what the item costs, and a moment
 * later from the server, which knows the lots. Everything it shows the server works out again.
 */
const PAUSE_MS = 200

class TransactionForm {
  item = null
  preview = null
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
    reasons.options[0].textContent = this.isOut ? 'Sale' : 'Purchase'
  }

  showAnywhere() {
    const anywhere = this.field('location').options?.[0]
    if (anywhere) anywhere.textContent = this.isOut ? 'Anywhere, oldest first' : 'Its usual place'
  }

  showPrice(kind) {
    const meaning = PRICES[kind]
    this.isSale = kind === 'sale'
    this.hasPrice = Boolean(meaning)
    if (!meaning) return
    this.priceLabel = meaning.label
    this.totalLabel = meaning.total
    if (this.hasPriceOfItem) this.fillPrice(this.item?.[meaning.from])
  }

  fillPrice(price) {
    this.field('unit_price').value = price ? writeMoney(parseDecimal(price, MONEY_DECIMALS)) : ''
  }

  compute() {
    const { item, preview, isOut } = this
    const quantity = parseDecimal(this.text('quantity'), QUANTITY_DECIMALS)
    const price = parseDecimal(this.text('unit_price'), MONEY_DECIMALS)
    const [place, placeName] = this.chosenPlace()
    const kind = this.kind()
    Object.assign(
      this,
      moneyFigures({ item, preview, quantity, price }),
      stockFigures({ item, preview, quantity, kind, isOut, place, placeName })
    )
    this.field('quantity').classList.toggle('is-invalid', this.problem !== '')
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

  submitted(event) {
    if (!this.problem) return
    event.preventDefault()
    this.field('quantity').focus()
  }
}

export default (Alpine) => Alpine.data('transactionForm', () => new TransactionForm())
