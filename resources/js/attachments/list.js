import htmx from 'htmx.org'

export const sectionOf = (element) => element.closest?.('[data-attachments]') ?? null

/** Puts a row that the server wrote into the list, which is in the order of their ids, newest first. */
export function addRow(section, html) {
  const list = section.querySelector('.attachment-list')
  const holder = document.createElement('template')
  holder.innerHTML = html
  const row = holder.content.querySelector('[data-attachment]')
  if (!row) return null
  const id = Number(row.dataset.attachment)
  document.getElementById(row.id)?.remove()
  const older = [...list.children].find(({ dataset }) => Number(dataset.attachment) < id)
  list.insertBefore(row, older ?? null)
  htmx.process(row)
  return row
}

/** Tells screen readers what happened. */
export function announceStatus(section, text) {
  const status = section.querySelector('[data-attachment-status]')
  if (status) status.textContent = text
}
