/*
 * t('Saved {name}', { name }): the message in the language of the page. The English text is the key; the
 * page carries the translations (#messages). Values only replace {name}: no plurals here.
 */
const source = document.getElementById('messages')
const messages = source ? JSON.parse(source.textContent) : {}

/** The language tag by which numbers and dates are written. */
export const localeTag = document.documentElement.dataset.locale || 'en-GB'

export function t(text, values = {}) {
  const message = messages[text] ?? text.replace(/^[a-z ]+\|/, '')
  return message.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole))
}

/** Marks a literal that is translated where it is shown, by t(text). */
export function translatable(text) {
  return text
}
