import { t } from './i18n.js'

/* <button data-copy="#id-of-element"> puts that element's text or value on the clipboard. */
document.addEventListener('click', async ({ target }) => {
  const button = target.closest?.('[data-copy]')
  if (!button) return
  const source = document.querySelector(button.dataset.copy)
  await copy(source.value ?? source.textContent.trim(), source)
  const label = button.querySelector('[data-copy-label]') ?? button
  const before = label.textContent
  label.textContent = t('Copied')
  setTimeout(() => (label.textContent = before), 1500)
})

async function copy(text, source) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text)
  // Over plain HTTP there is no clipboard API.
  source.select?.()
  document.execCommand('copy')
}
