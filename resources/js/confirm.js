import { t } from './i18n.js'

/*
 * A button with data-confirm="Delete this item?" asks first. Without script the form is simply sent.
 */
const dialog = document.getElementById('confirm-dialog')
let answer = null

document.addEventListener(
  'click',
  (event) => {
    const button = event.target.closest?.('[data-confirm]')
    if (!button || !dialog?.showModal || button.dataset.confirmed) return
    event.preventDefault()
    event.stopPropagation()
    void askOf(button)
  },
  true
)

async function askOf(button) {
  const { confirm, confirmTitle, confirmLabel, confirmDanger } = button.dataset
  const label = confirmLabel ?? button.textContent.trim()
  const isYes = await ask({
    title: confirmTitle ?? button.textContent.trim(),
    text: confirm,
    label,
    isDanger: confirmDanger !== 'false',
  })
  const living = button.isConnected ? button : twinOf(button)
  if (!isYes) return living?.focus()
  if (!living) return window.location.reload()
  living.dataset.confirmed = 'yes'
  living.click()
  delete living.dataset.confirmed
}

/** The same button of the same form, where the part around it was renewed while the dialog was open. */
function twinOf({ form, name, value }) {
  const action = form?.getAttribute('action')
  return [...document.querySelectorAll('[data-confirm]')].find(
    (other) =>
      other.form?.getAttribute('action') === action && other.name === name && other.value === value
  )
}

/** Asks in the dialog; resolves to whether the answer was yes. Where there is no dialog it is yes. */
export function ask({ title, text, label, cancel = t('Cancel'), isDanger = true }) {
  if (!dialog?.showModal || dialog.open) return Promise.resolve(true)
  dialog.querySelector('[data-confirm-title]').textContent = title
  dialog.querySelector('[data-confirm-text]').textContent = text
  dialog.querySelector('[value=no]').textContent = cancel
  const yes = dialog.querySelector('[value=yes]')
  yes.textContent = label
  yes.className = `btn ${isDanger ? 'btn-danger' : 'btn-primary'}`
  dialog.returnValue = ''
  dialog.showModal()
  return new Promise((resolve) => {
    answer = resolve
  })
}

dialog?.addEventListener('close', () => {
  answer?.(dialog.returnValue === 'yes')
  answer = null
})
