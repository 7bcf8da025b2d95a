import {
  formatMoney,
  formatQuantity,
  MONEY_DECIMALS,
  multiplyMoney,
  parseDecimal,
  QUANTITY_DECIMALS,
  writeMoney,
} from '../decimal.js'

/*
 * The form of stock in and stock out: figures as one types, from what the item costs, and a moment
 * later from the server, which knows the lots. Everything it shows the server works out again.
 */
const PAUSE_MS = 200
const NO_FIGURE = '–'

/** What the price means for each reason; those without one have no price field. */
const PRICES = {
  receive: { label: 'Purchase price', from: 'purchasePrice', total: 'Value' },
  return_in: { label: 'Refund per unit', from: 'salePrice', total: 'Refund' },
  adjust_in: { label: 'Cost of a unit', from: 'purchasePrice', total: 'Value' },
  sale: { label: 'Sale price', from: 'salePrice', total: 'Total' },
  return_out: { label: 'Credit per unit', from: 'purchasePrice', total: 'Credit' },
}

export default (Alpine) =>
  Alpine.data('transactionForm', () => ({
    direction: 'OUT',
    item: null,
    place: '',
    kind: 'sale',
    preview: null,
    problem: '',
    priceLabel: '',
    totalLabel: '',
    total: NO_FIGURE,
    cost: NO_FIGURE,
    profit: NO_FIGURE,
    available: NO_FIGURE,
    left: NO_FIGURE,
    unit: '',
    isOut: true,
    hasPrice: true,
    isSale: true,
    isLoss: false,
    isEstimate: false,
    hasPriceOfItem: true,

    init() {
      this.item = JSON.parse(this.$root.dataset.item || 'null')
      const price = this.field('unit_price')
      this.hasPriceOfItem = !price.value || price.dataset.fromItem === 'yes'
      this.changed()
    },

    field(name) {
      return this.$root.elements.namedItem(name)
    },

    text(name) {
      return String(new FormData(this.$root).get(name) ?? '').trim()
    },

    picked({ detail }) {
      this.item = detail
      this.hasPriceOfItem = true
      this.changed()
      if (detail) this.field('quantity').focus()
    },

    typed({ target }) {
      if (target.name === 'unit_price') this.hasPriceOfItem = target.value.trim() === ''
      this.changed()
    },

    /** Everything follows from what the fields say. */
    changed() {
      this.direction = this.text('type') || 'OUT'
      this.isOut = this.direction === 'OUT'
      this.showReasons()
      this.kind = this.text('kind') || (this.isOut ? 'sale' : 'receive')
      this.place = this.text('location')
      this.unit = this.item?.unit ?? ''
      this.showPrice()
      this.preview = null
      this.compute()
      this.askLater()
    },

    /** Only the reasons of the chosen direction can be chosen. */
    showReasons() {
      const reasons = this.field('kind')
      for (const group of reasons.querySelectorAll('optgroup')) {
        const isOffered = group.dataset.direction === this.direction
        group.hidden = !isOffered
        group.disabled = !isOffered
      }
      if (reasons.selectedOptions[0]?.parentElement.disabled) reasons.value = ''
      reasons.options[0].textContent = this.isOut ? 'Sale' : 'Purchase'
    },

    showPrice() {
      const meaning = PRICES[this.kind]
      this.hasPrice = Boolean(meaning)
      this.isSale = this.kind === 'sale'
      this.priceLabel = meaning?.label ?? ''
      this.totalLabel = meaning?.total ?? ''
      if (!meaning || !this.hasPriceOfItem) return
      const price = this.item?.[meaning.from]
      this.field('unit_price').value = price ? writeMoney(parseDecimal(price, MONEY_DECIMALS)) : ''
    },

    compute() {
      const quantity = parseDecimal(this.text('quantity'), QUANTITY_DECIMALS)
      const price = parseDecimal(this.text('unit_price'), MONEY_DECIMALS)
      const cost = this.costOf(quantity)
      const total = quantity === null || price === null ? null : multiplyMoney(quantity, price)
      const profit = total === null || cost === null ? null : total - cost
      this.total = total === null ? NO_FIGURE : formatMoney(total)
      this.cost = cost === null ? NO_FIGURE : formatMoney(cost)
      this.profit = profit === null ? NO_FIGURE : formatMoney(profit)
      this.isLoss = profit !== null && profit < 0n
      this.isEstimate = cost !== null && !this.preview?.cost
      this.computeStock(quantity)
    },

    /** The cost of the lots it would take, as the server says; till then what the item costs. */
    costOf(quantity) {
      if (quantity === null || !this.item) return null
      if (this.preview?.cost) return parseDecimal(this.preview.cost, MONEY_DECIMALS)
      const { purchasePrice } = this.item
      return purchasePrice
        ? multiplyMoney(quantity, parseDecimal(purchasePrice, MONEY_DECIMALS))
        : null
    },

    computeStock(quantity) {
      const available = this.availableHere()
      this.available = available === null ? NO_FIGURE : this.withUnit(available)
      const isKnown = available !== null && quantity !== null
      const left = isKnown ? available + (this.isOut ? -quantity : quantity) : null
      this.left = left === null ? NO_FIGURE : this.withUnit(left)
      const isTooMuch = this.isOut && left !== null && left < 0n
      this.problem = isTooMuch ? `Only ${this.withUnit(available)} available${this.placeName()}.` : ''
      this.field('quantity').classList.toggle('is-invalid', isTooMuch)
    },

    availableHere() {
      if (!this.item) return null
      const told = this.preview?.available ?? this.lookedUp()
      return told === null ? null : parseDecimal(told, QUANTITY_DECIMALS)
    },

    /** What the lookup told of sellable stock; other reasons may take more, so they ask first. */
    lookedUp() {
      if (this.isOut && !this.isSale) return null
      return this.place ? (this.item.availableAt[this.place] ?? '0') : this.item.available
    },

    withUnit(quantity) {
      return this.unit ? `${formatQuantity(quantity)} ${this.unit}` : formatQuantity(quantity)
    },

    placeName() {
      const field = this.field('location')
      const name = this.place && field.selectedOptions?.[0]?.textContent.trim()
      return name ? ` at ${name}` : ''
    },

    askLater() {
      clearTimeout(this.timer)
      this.request?.abort()
      if (!this.item) return
      this.timer = setTimeout(() => this.ask(), PAUSE_MS)
    },

    async ask() {
      this.request = new AbortController()
      const query = new URLSearchParams({ item: this.item.id, kind: this.kind })
      for (const name of ['location', 'quantity', 'date']) query.set(name, this.text(name))
      try {
        const answer = await fetch(`/transactions/preview?${query}`, { signal: this.request.signal })
        if (!answer.ok) return
        this.preview = await answer.json()
        this.compute()
      } catch (error) {
        if (error.name !== 'AbortError') this.preview = null
      }
    },

    submitted(event) {
      if (!this.problem) return
      event.preventDefault()
      this.field('quantity').focus()
    },
  }))
