import { isArithmetic, reckon } from './arithmetic.js'
import { plainDecimal, writeDecimal } from './decimal.js'
import { tell } from './form_fields.js'
import { t } from './i18n.js'

/*
 * Number fields (data-decimals="5"): selected on focus, and what is reckoned in them ("12*6") becomes
 * its result when one leaves them or sends the form.
 */
document.addEventListener('focusin', ({ target }) => {
  if (target.matches?.('input[data-decimals]')) target.select()
})

document.addEventListener('focusout', ({ target }) => {
  if (target.matches?.('input[data-decimals]')) settle(target)
})

document.addEventListener(
  'submit',
  ({ target }) => {
    for (const field of target.querySelectorAll('input[data-decimals]')) settle(field)
  },
  true
)

function settle(field) {
  const text = field.value.trim()
  if (text === '') return
  if (isArithmetic(text)) return work(field, text)
  if (plainDecimal(text) === null) {
    tell(
      field,
      t('“{text}” can be read in two ways. Write it without a thousands separator.', { text })
    )
  }
}

function work(field, text) {
  const decimals = Number(field.dataset.decimals)
  const value = reckon(text, decimals)
  if (value === null)
    return tell(field, t('{text} has no exact result that can be kept.', { text }))
  field.value = writeDecimal(value, decimals)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
