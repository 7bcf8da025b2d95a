import { readField } from '../arithmetic.js'
import { formatQuantity, parseDecimal, QUANTITY_DECIMALS } from '../decimal.js'
import { t } from '../i18n.js'

/** The form that moves stock: says what can be taken from where it comes from. */
class TransferForm {
  item = null
  asked = ''
  there = null
  available = ''
  problem = ''
  unit = ''

  init() {
    this.item = JSON.parse(this.$root.dataset.item || 'null')
    this.changed()
  }

  picked({ detail }) {
    this.item = detail
    this.changed()
    if (!detail) return
    const fields = ['location', 'to', 'quantity'].map((name) => this.field(name))
    const next = fields.find(({ value }) => value === '') ?? fields.at(-1)
    next.focus()
  }

  /** What one types or chooses in: the type-ahead of a place keeps its value in a hidden field. */
  field(name) {
    return this.$root.querySelector(`#field-${name}`)
  }

  changed() {
    const fields = new FormData(this.$root)
    this.unit = this.item?.unit ?? ''
    void this.ask(String(fields.get('location') ?? ''))
    this.compare(readField(String(fields.get('quantity') ?? ''), QUANTITY_DECIMALS))
  }

  /** Says what lies there, and whether more than that is to be moved. */
  compare(quantity) {
    this.available = ''
    this.problem = ''
    if (this.there === null) return
    const amount = this.text(this.there)
    this.available = t('{amount} can be moved from there.', { amount })
    if (quantity !== null && quantity > parse(this.there)) {
      this.problem = t('Only {amount} can be moved from there.', { amount })
    }
  }

  /** Asks again only when the item or the place has changed. */
  async ask(place) {
    const query = this.item && place ? `item=${this.item.id}&location=${place}` : ''
    if (query === this.asked) return
    this.asked = query
    this.there = null
    if (!query) return
    const answer = await fetch(`/transactions/preview?kind=adjust_out&quantity=0&${query}`)
    if (!answer.ok || query !== this.asked) return
    const { available } = await answer.json()
    this.there = available
    this.changed()
  }

  text(quantity) {
    return `${formatQuantity(parse(quantity))} ${this.item.unit ?? ''}`.trim()
  }

  submitted(event) {
    if (this.problem) event.preventDefault()
  }
}

function parse(text) {
  return parseDecimal(text, QUANTITY_DECIMALS)
}

export default (Alpine) => Alpine.data('transferForm', () => new TransferForm())
