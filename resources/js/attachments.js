/*
 * Attachments of an item, a supplier or a lot: several files at once by drop, paste, file chooser or
 * camera, each with its progress, to be cancelled, tried again and gone on with; undo of a deletion.
 */
import { t } from './i18n.js'
import './lightbox.js'
import { addRow, announceStatus, sectionOf } from './attachments/list.js'
import { resumeWith, showUnfinished, startUploads, isUploading } from './attachments/queue.js'
import { showToast } from './toasts.js'

const anySection = () => document.querySelector('[data-attachments]')
const mayAttach = (section) => Boolean(section?.querySelector('[data-attachment-files]'))

document.addEventListener('change', ({ target }) => {
  const section = sectionOf(target)
  if (!section || !target.files?.length) return
  if (target.matches('[data-attachment-files]')) startUploads(section, [...target.files])
  if (target.matches('[data-attachment-again]')) resumeWith(target.files[0], target)
  target.value = ''
})

for (const kind of ['dragover', 'dragleave', 'drop']) document.addEventListener(kind, dragged)

function dragged(event) {
  if (!event.dataTransfer?.types.includes('Files') || !mayAttach(anySection())) return
  const section = sectionOf(event.target)
  anySection().classList.toggle('is-target', Boolean(section) && event.type === 'dragover')
  if (event.type !== 'dragleave' && !event.defaultPrevented) taken(event, section)
}

/** A file that falls beside the place is not opened in place of the page. */
function taken(event, section) {
  event.preventDefault()
  if (event.type === 'drop' && section) startUploads(section, [...event.dataTransfer.files])
}

// Before the item's picture, which takes what is pasted anywhere else on the page.
document.addEventListener('paste', pasted, true)

function pasted(event) {
  if (event.target.closest?.('input, textarea, [contenteditable]')) return
  const section = anySection()
  const files = [...(event.clipboardData?.files ?? [])]
  if (files.length === 0 || !mayAttach(section) || !isMeant(section, event)) return
  event.preventDefault()
  event.stopImmediatePropagation()
  startUploads(section, files)
}

function isMeant(section, event) {
  const hasPicture = Boolean(document.querySelector('#picture [data-picture-file]'))
  return !hasPicture || section.contains(event.target) || section.matches(':hover, :focus-within')
}

addEventListener('beforeunload', (event) => {
  if (isUploading()) event.preventDefault()
})

document.addEventListener('submit', (event) => {
  if (!event.target.matches('.attachment-delete')) return
  event.preventDefault()
  void remove(event.target)
})

async function remove(form) {
  const { action } = form
  const row = form.closest('[data-attachment]')
  const answer = await post(action)
  if (!answer.ok) return showToast(await textOf(answer), 'danger')
  const next = row.nextElementSibling ?? row.previousElementSibling
  const section = sectionOf(row)
  row.remove()
  const focused = next?.querySelector('.attachment-delete button')
  const files = section.querySelector('[data-attachment-files]')
  ;(focused ?? files)?.focus()
  const { name } = form.dataset
  offerUndo(t('{name} was deleted.', { name }), () => restore(section, action))
}

function offerUndo(text, undo) {
  showToast(text, 'success', { label: t('Undo'), run: undo })
}

async function restore(section, deletion) {
  const answer = await post(deletion.replace(/\/delete$/, '/restore'))
  if (!answer.ok) return showToast(await textOf(answer), 'danger')
  const row = addRow(section, await answer.text())
  row?.querySelector('a')?.focus()
  announceStatus(section, t('It is back.'))
}

function post(address) {
  const token = document.querySelector('meta[name=csrf-token]').content
  return fetch(address, {
    method: 'POST',
    headers: { 'hx-request': 'true', 'x-csrf-token': token },
  }).catch(() => new Response(t('The server could not be reached. Try again.'), { status: 599 }))
}

async function textOf(answer) {
  const text = await answer.text()
  return text && text.length < 300 ? text : t('It did not work. Try again.')
}

document.addEventListener('reset', ({ target }) => {
  const details = target.closest?.('.attachment-edit')
  if (!details) return
  details.open = false
  details.querySelector('summary').focus()
})

document.addEventListener('keydown', (event) => {
  const details = event.target.closest?.('.attachment-edit[open], .attachment-link[open]')
  if (event.key !== 'Escape' || !details) return
  event.preventDefault()
  details.querySelector('form').reset()
  details.open = false
  details.querySelector('summary').focus()
})

document.addEventListener('toggle', openedFields, true)

function openedFields({ target }) {
  if (target.matches?.('.attachment-edit[open], .attachment-link[open]')) {
    target.querySelector('input.form-control')?.focus()
  }
}

document.addEventListener('htmx:afterSwap', ({ detail }) => {
  const form = detail.requestConfig?.elt
  if (form?.matches('[data-attachment-link]')) closeLink(form)
  if (form?.matches('.attachment-edit form')) focusSaved(form)
})

function closeLink(form) {
  const details = form.closest('details')
  form.reset()
  details.open = false
  details.querySelector('summary').focus()
}

/** A saved row stands in the place of the form that had the focus. */
function focusSaved(form) {
  document.querySelector(`${form.getAttribute('hx-target')} summary`)?.focus()
}

function begin() {
  for (const section of document.querySelectorAll('[data-attachments]:not([data-ready])')) {
    section.dataset.ready = ''
    showUnfinished(section)
  }
}
begin()
document.addEventListener('htmx:afterSettle', begin)
