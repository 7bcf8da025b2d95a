const SHOWN_MS = 6000

/** Shows a short message in the corner; `kind` is success, danger or info. */
export function showToast(text, kind = 'success') {
  const region = document.getElementById('toasts')
  const template = document.getElementById('toast-template')
  if (!region || !template) return
  const toast = template.content.firstElementChild.cloneNode(true)
  toast.classList.add(`note-${kind}`)
  toast.querySelector('[data-toast-text]').textContent = text
  region.append(toast)
  vanish(toast)
}

function vanish(toast) {
  // What went wrong stays until it is read.
  if (toast.classList.contains('note-danger')) return
  setTimeout(() => toast.remove(), SHOWN_MS)
}

document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-dismiss]')) target.closest('[data-dismissible]')?.remove()
})
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
      text && text.length < 300 ? text : 'The server could not be reached. Try again.',
      'danger'
    )
  })
}
