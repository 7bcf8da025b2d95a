import { t } from './i18n.js'

const SHOWN_MS = 6000
/** What can be undone is offered long enough to be read, thought about and reached. */
const SHOWN_WITH_UNDO_MS = 30_000
const region = document.getElementById('toasts')

/**
 * Shows a short message in the corner; `kind` is success, danger or info. `act` is a button in it that
 * takes back what it tells of.
 */
export function showToast(text, kind = 'success', act = null) {
  const template = document.getElementById('toast-template')
  if (!region || !template) return
  const toast = template.content.firstElementChild.cloneNode(true)
  toast.classList.add(`note-${kind}`)
  toast.querySelector('[data-toast-text]').textContent = text
  if (act) toast.querySelector('[data-toast-text]').after(actButton(toast, act))
  region.append(toast)
  vanish(toast)
}

function actButton(toast, { label, run }) {
  const button = document.createElement('button')
  Object.assign(button, { type: 'button', className: 'btn btn-sm note-act', textContent: label })
  button.addEventListener('click', () => {
    toast.remove()
    void run()
  })
  return button
}

/** The time stands still while the pointer or the focus is on it. */
function vanish(toast) {
  // What went wrong stays until it is read.
  if (toast.classList.contains('note-danger')) return
  const shown = toast.querySelector('form, .note-act') ? SHOWN_WITH_UNDO_MS : SHOWN_MS
  let timer = null
  const wait = () => {
    clearTimeout(timer)
    timer = setTimeout(() => toast.remove(), shown)
  }
  const hold = () => clearTimeout(timer)
  for (const name of ['pointerenter', 'focusin']) toast.addEventListener(name, hold)
  for (const name of ['pointerleave', 'focusout']) {
    toast.addEventListener(name, () => !toast.matches(':hover, :focus-within') && wait())
  }
  wait()
}

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-dismiss]')) target.closest('[data-dismissible]')?.remove()
})

// F8 leads to the newest message and what it offers, Escape sends it away.
document.addEventListener('keydown', (event) => {
  if (event.key === 'F8') goToNewest(event)
  else if (event.key === 'Escape') sendAway(event)
})

function goToNewest(event) {
  const newest = region?.lastElementChild?.querySelector('button, a')
  if (!newest) return
  event.preventDefault()
  newest.focus()
}

function sendAway(event) {
  const toast = event.target.closest?.('#toasts > [data-dismissible]')
  if (!toast) return
  event.preventDefault()
  toast.remove()
}
for (const toast of document.querySelectorAll('#toasts > [data-dismissible]')) vanish(toast)

// Answers to htmx may carry HX-Trigger: {"toast": {"text": "…", "kind": "success"}}.
document.addEventListener('toast', ({ detail }) =>
  showToast(detail.text ?? detail.value, detail.kind)
)
for (const failure of ['htmx:responseError', 'htmx:sendError']) {
  document.addEventListener(failure, ({ detail, target }) => {
    // What a page loads by itself is no answer to the user.
    if (target.closest?.('[data-live], [hx-trigger*=load], [hx-trigger*=revealed]')) return
    const text = detail.xhr?.responseText
    showToast(
      text && text.length < 300 ? text : t('The server could not be reached. Try again.'),
      'danger'
    )
  })
}
