import {
  formatCents,
  formatQuantity,
  MONEY_DECIMALS,
  multiplyMoney,
  parseDecimal,
  QUANTITY_DECIMALS,
} from './decimal.js'
import { t, translatable } from './i18n.js'

const NONE = '–'

/** What the price means for each reason; those without one have no price field. */
export const PRICES = {
  receive: {
    label: translatable('Purchase price'),
    from: 'purchasePrice',
    total: translatable('Value'),
  },
  return_in: {
    label: translatable('Refund per unit'),
    from: 'salePrice',
    total: translatable('Refund'),
  },
  adjust_in: {
    label: translatable('Cost of a unit'),
    from: 'purchasePrice',
    total: translatable('Value'),
  },
  sale: { label: translatable('Sale price'), from: 'salePrice', total: translatable('Total') },
  return_out: {
    label: translatable('Credit per unit'),
    from: 'purchasePrice',
    total: translatable('Credit'),
  },
}

/** Total, cost and profit of what is typed, as texts. `preview` is the server's answer, once there is one. */
export function moneyFigures({ item, preview, quantity, price }) {
  const cost = costOf({ item, preview, quantity })
  const total = both(quantity, price, multiplyMoney)
  const profit = both(total, cost, (revenue, spent) => revenue - spent)
  return {
    total: shown(total, formatCents),
    cost: shown(cost, formatCents),
    profit: shown(profit, formatCents),
    profitClass: profit !== null && profit < 0n ? 'bad' : '',
    isEstimate: cost !== null && !preview?.cost,
  }
}

/** The cost of the lots it would take, as the server says; till then what the item costs. */
function costOf({ item, preview, quantity }) {
  if (preview?.cost) return parseDecimal(preview.cost, MONEY_DECIMALS)
  return both(quantity, item?.purchasePrice ?? null, (amount, price) =>
    multiplyMoney(amount, parseDecimal(price, MONEY_DECIMALS))
  )
}

/** What is available, what is left after it, and what is wrong when that is too little. */
export function stockFigures({ item, preview, quantity, kind, isOut, place, placeName }) {
  const withUnit = (amount) => `${formatQuantity(amount)} ${item?.unit ?? ''}`.trim()
  const available = availableHere({ item, preview, place, isTold: isOut && kind !== 'sale' })
  const left = both(available, quantity, (there, asked) => (isOut ? there - asked : there + asked))
  const isTooMuch = isOut && left !== null && left < 0n
  return {
    availableLabel: placeName ? t('Available at {place}', { place: placeName }) : t('Available'),
    available: shown(available, withUnit),
    left: shown(left, withUnit),
    problem: isTooMuch ? tooMuch(withUnit(available), placeName) : '',
  }
}

function tooMuch(amount, place) {
  if (place) return t('Only {amount} available at {place}.', { amount, place })
  return t('Only {amount} available.', { amount })
}

/** The lookup told of sellable stock; what other reasons may take only the server tells. */
function availableHere({ item, preview, place, isTold }) {
  if (preview) return parseDecimal(preview.available, QUANTITY_DECIMALS)
  if (!item?.availableAt || isTold) return null
  const lookedUp = place ? (item.availableAt[place] ?? '0') : item.available
  return parseDecimal(lookedUp, QUANTITY_DECIMALS)
}

function both(a, b, join) {
  return a === null || b === null ? null : join(a, b)
}

function shown(value, format) {
  return value === null ? NONE : format(value)
}
