import htmx from 'htmx.org'
import { t } from './i18n.js'
import { showToast } from './toasts.js'

/*
 * Makes what a field lacks, in a dialog over the form: its form comes from the server, and the server's
 * refusals come back into it. The field says where by data-create="/categories/new".
 */
const NEW = 'new…'

export function canCreate(field) {
  return Boolean(field.dataset.create && HTMLDialogElement.prototype.showModal)
}

/** Opens the form with this name filled in; `made` gets { id, text } of what was made. */
export async function create(field, name, made) {
  const depth = document.querySelectorAll('dialog.create').length + 1
  const query = new URLSearchParams({ dialog: depth, name })
  const dialog = document.createElement('dialog')
  dialog.className = 'ask create'
  dialog.addEventListener('close', () => dialog.remove())
  dialog.addEventListener('click', ({ target }) => {
    if (target.closest('[data-close]')) dialog.close()
  })
  dialog.addEventListener('created', async ({ detail }) => {
    dialog.close()
    await made(detail)
  })
  document.body.append(dialog)
  try {
    await htmx.ajax('GET', `${field.dataset.create}?${query}`, {
      target: dialog,
      swap: 'innerHTML',
    })
  } catch {
    dialog.remove()
    return
  }
  if (!dialog.firstElementChild) return dialog.remove()
  dialog.setAttribute('aria-labelledby', dialog.querySelector('h2')?.id ?? '')
  dialog.showModal()
}

// Refused: the first field that is wrong gets the focus.
document.addEventListener('htmx:afterSettle', ({ target }) => {
  if (target.matches?.('dialog.create[open]')) {
    target.querySelector('[aria-invalid=true], [autofocus]')?.focus()
  }
})

/* A menu that can create has the new one as its last choice. */
function offer(select) {
  select.append(new Option(`${select.dataset.createNew}…`, NEW))
  let before = select.value
  select.addEventListener(
    'change',
    (event) => {
      if (select.value !== NEW) {
        before = select.value
        return
      }
      event.stopImmediatePropagation()
      select.value = before
      void create(select, '', ({ id, text }) => {
        select.add(new Option(text, id), select.options[select.options.length - 1])
        select.value = String(id)
        select.dispatchEvent(new Event('change', { bubbles: true }))
        showToast(t('{name} was added.', { name: text }))
        select.focus()
      })
    },
    true
  )
}

function enhance(root) {
  for (const select of root.querySelectorAll?.('select[data-create]:not([data-offers])') ?? []) {
    select.dataset.offers = 'yes'
    if (canCreate(select)) offer(select)
  }
}

enhance(document)
document.addEventListener('htmx:load', ({ target }) => enhance(target.parentElement ?? target))
