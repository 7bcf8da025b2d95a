/* The chooser of columns sends itself when something changes; its arrows move a column at once. */
document.addEventListener('click', (event) => {
  const button = event.target.closest?.('[data-chooser] button')
  if (!button) return
  const form = button.form
  if (button.name === 'move') {
    event.preventDefault()
    moveColumn(button)
    form.requestSubmit()
  } else if (button.name === 'reset') {
    event.preventDefault()
    startAgain(form)
  }
})

function moveColumn(button) {
  const item = button.closest('li')
  if (button.value.endsWith(':up')) item.previousElementSibling?.before(item)
  else item.nextElementSibling?.after(item)
  button.focus()
}

/** The chooser itself changes too, so the whole page is loaded. */
function startAgain(form) {
  const reset = document.createElement('input')
  reset.type = 'hidden'
  reset.name = 'reset'
  reset.value = '1'
  form.append(reset)
  HTMLFormElement.prototype.submit.call(form)
}
