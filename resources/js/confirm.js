/*
 * A button with data-confirm="Delete this item?" asks first. Without script the form is simply sent.
 */
const dialog = document.getElementById('confirm-dialog')
let asking = null

document.addEventListener(
  'click',
  (event) => {
    const button = event.target.closest?.('[data-confirm]')
    if (!button || !dialog?.showModal || button.dataset.confirmed) return
    event.preventDefault()
    event.stopPropagation()
    ask(button)
  },
  true
)

function ask(button) {
  asking = button
  dialog.querySelector('[data-confirm-title]').textContent =
    button.dataset.confirmTitle ?? button.textContent.trim()
  dialog.querySelector('[data-confirm-text]').textContent = button.dataset.confirm
  const yes = dialog.querySelector('[value=yes]')
  yes.textContent = button.dataset.confirmLabel ?? button.textContent.trim()
  yes.className = `btn ${button.dataset.confirmDanger === 'false' ? 'btn-primary' : 'btn-danger'}`
  dialog.showModal()
}

dialog?.addEventListener('close', () => {
  const button = asking
  asking = null
  if (dialog.returnValue !== 'yes' || !button) return button?.focus()
  button.dataset.confirmed = 'yes'
  button.click()
  delete button.dataset.confirmed
})
