import { readField } from '../arithmetic.js'
import { decimalSign, MONEY_DECIMALS } from '../decimal.js'

/* The margin of the item form, while its prices are typed; the server works it out again. */
export default (Alpine) =>
  Alpine.data('itemMargin', () => ({
    text: '–',
    tone: '',

    init() {
      const form = this.$root.closest('form')
      form.addEventListener('input', () => this.compute(form))
      this.compute(form)
    },

    compute(form) {
      const [cost, price] = ['purchase_price', 'sale_price'].map((name) =>
        readField(form.elements.namedItem(name).value, MONEY_DECIMALS)
      )
      const isKnown = cost !== null && price !== null && price > 0n
      this.text = isKnown ? `${percent(price - cost, price)} %` : '–'
      this.tone = isKnown && price < cost ? 'bad' : ''
    },
  }))

/** part ÷ whole in percent with one decimal, half away from 0. */
function percent(part, whole) {
  const size = part < 0n ? -part : part
  const perMille = String((size * 2000n + whole) / (whole * 2n)).padStart(2, '0')
  return `${part < 0n ? '−' : ''}${perMille.slice(0, -1)}${decimalSign}${perMille.slice(-1)}`
}
