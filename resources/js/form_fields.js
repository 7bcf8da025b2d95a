import { pickerOf } from './picker.js'

/* What a form holds, to be compared, kept and put back; and messages beside its fields. */
const NOT_TYPED = new Set(['_csrf', 'key', 'version', 'was', 'entry', 'dialog'])

/** What is typed and chosen, by name. */
export function valuesOf(form) {
  const values = {}
  for (const [name, value] of new FormData(form)) {
    if (NOT_TYPED.has(name) || value instanceof File) continue
    ;(values[name] ??= []).push(value)
  }
  return values
}

/** The texts that the pickers show, by name. */
export function pickerTexts(form) {
  const texts = {}
  for (const root of form.querySelectorAll('[data-picker]')) {
    const picker = pickerOf(root)
    if (picker) texts[picker.hidden.name] = picker.input.value
  }
  return texts
}

/** Puts values back as if they had been typed. */
export async function fill(form, values, texts) {
  const pickers = new Map(
    [...form.querySelectorAll('[data-picker]')].map((root) => [root.dataset.field, pickerOf(root)])
  )
  for (const [name, picker] of pickers) {
    const [id = ''] = values[name] ?? []
    await pick(picker, { id, text: texts[name] ?? id })
  }
  const isTyped = ({ name }) => name && !NOT_TYPED.has(name) && !pickers.has(name)
  for (const control of form.elements) {
    if (isTyped(control)) put(control, values[control.name] ?? [])
  }
  form.dispatchEvent(new CustomEvent('restored', { bubbles: true }))
  form.dispatchEvent(new Event('input', { bubbles: true }))
}

async function pick(picker, row) {
  if (row.id === '') picker.clear()
  else if (/^\d+$/.test(row.id)) await picker.pick(row)
}

function put(control, values) {
  if (control.type === 'checkbox' || control.type === 'radio') {
    control.checked = values.includes(control.value)
  } else if (control.type === 'hidden') {
    // The empty text before a check box stays; a basket comes back.
    if (control.dataset.kept !== undefined) control.value = values[0] ?? ''
  } else if (control.type !== 'file' && values.length > 0) control.value = values[0]
}

/** Says beside the field what is wrong with it; an empty text takes that away. */
export function tell(control, text) {
  const field = control.closest('.field') ?? control.parentElement
  const id = `${control.id || control.name}-error`
  let message = field.querySelector('.field-error')
  if (!message) {
    if (!text) return
    message = document.createElement('div')
    message.className = 'field-error'
    message.id = id
    message.setAttribute('role', 'alert')
    field.append(message)
    describe(control, id)
  }
  message.textContent = text
  control.classList.toggle('is-invalid', text !== '')
  if (text) control.setAttribute('aria-invalid', 'true')
  else control.removeAttribute('aria-invalid')
}

function describe(control, id) {
  const ids = (control.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean)
  control.setAttribute('aria-describedby', [...ids, id].join(' '))
}

/** The label of a control, without what stands in brackets behind it. */
export function labelOf(control) {
  const label = control.labels?.[0]?.cloneNode(true)
  label?.querySelector('.quiet')?.remove()
  return label?.textContent.trim() || control.getAttribute('aria-label') || ''
}
