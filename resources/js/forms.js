import { ask } from './confirm.js'
import { dropSent, forget, keep, kept, markSent } from './drafts.js'
import { fill, labelOf, pickerTexts, tell, valuesOf } from './form_fields.js'
import { localeTag, t } from './i18n.js'
import './number_fields.js'

/*
 * Forms with data-form="USER": nothing typed in them is lost. Leaving a changed one asks, what was typed
 * is kept in this tab and offered again, and a form is sent once.
 */
const KEEP_AFTER_MS = 400
const states = new Map()
let isLeaving = false

class FormState {
  constructor(form) {
    this.form = form
    this.key = `${form.dataset.form}:${window.location.pathname}:${form.getAttribute('action')}`
    this.isRefused = isRefused(form)
    this.before = this.isRefused ? '' : this.now()
    this.isSent = false
  }

  now() {
    return JSON.stringify(valuesOf(this.form))
  }

  get isChanged() {
    return !this.isSent && this.form.isConnected && this.now() !== this.before
  }

  keepLater() {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.keep(), KEEP_AFTER_MS)
  }

  keep() {
    clearTimeout(this.timer)
    if (this.isSent) return
    if (!this.isChanged) return forget(this.key)
    keep(this.key, { values: valuesOf(this.form), texts: pickerTexts(this.form) })
  }

  offerKept() {
    const draft = kept(this.key)
    if (!draft) return
    if (this.isRefused || JSON.stringify(draft.values) === this.before) return forget(this.key)
    this.form.prepend(this.offer(draft))
  }

  offer(draft) {
    const time = new Date(draft.at).toLocaleTimeString(localeTag, {
      hour: '2-digit',
      minute: '2-digit',
    })
    const note = document.createElement('div')
    note.className = 'note note-info draft'
    note.setAttribute('role', 'status')
    const text = document.createElement('div')
    text.textContent = t('You have unsaved text from {time}.', { time })
    const restore = button(t('Restore'), async () => {
      note.remove()
      await fill(this.form, draft.values, draft.texts)
      first(this.form)?.focus()
    })
    const discard = button(t('Discard'), () => {
      note.remove()
      forget(this.key)
      first(this.form)?.focus()
    })
    note.append(text, restore, discard)
    return note
  }

  send(submitter) {
    this.keep()
    this.isSent = true
    markSent(this.key)
    this.form.setAttribute('aria-busy', 'true')
    submitter?.classList.add('is-busy')
    // Only after the browser has read which button sent it.
    setTimeout(() => this.setDisabled(true))
  }

  reset() {
    this.isSent = false
    this.form.removeAttribute('aria-busy')
    this.form.querySelector('.is-busy')?.classList.remove('is-busy')
    this.setDisabled(false)
  }

  setDisabled(isDisabled) {
    for (const one of this.form.querySelectorAll('button[type=submit], button:not([type])')) {
      one.disabled = isDisabled
    }
  }
}

/** Of several forms on a page the one that was refused holds what is wrong. */
function isRefused(form) {
  if (!document.querySelector('[data-refused]')) return false
  return (
    form.querySelector('[aria-invalid=true]') ||
    document.querySelectorAll('[data-form]').length === 1
  )
}

function button(label, run) {
  const made = document.createElement('button')
  made.type = 'button'
  made.className = 'btn btn-sm'
  made.textContent = label
  made.addEventListener('click', run)
  return made
}

function first(form) {
  return [...form.elements].find((one) => one.matches('input:not([type=hidden]), select, textarea'))
}

function changed() {
  return [...states.values()].find((state) => state.isChanged)
}

function start() {
  for (const form of document.querySelectorAll('form[data-form]')) {
    states.set(form, new FormState(form))
  }
  const keys = [...states.values()].map(({ key }) => key)
  const isDone = document.querySelector('#toasts .note-success, .posted') !== null
  dropSent({
    isRefused: document.querySelector('[data-refused], [data-error-page]') !== null,
    unanswered: new Set(isDone ? [] : keys),
  })
  for (const state of states.values()) state.offerKept()
  showFaults()
}

/** All that was refused in one place, each leading to its field; the first has the focus. */
function showFaults() {
  const wrong = [...document.querySelectorAll('form[data-form] [aria-invalid=true]')]
  if (wrong.length === 0) return
  const list = document.querySelector('[data-fault-list]')
  if (list && wrong.length > 1) {
    list.querySelector('ul').replaceChildren(...wrong.map(faultLink))
    list.hidden = false
  }
  wrong[0].closest('details')?.setAttribute('open', '')
  wrong[0].focus()
}

function faultLink(control) {
  const item = document.createElement('li')
  const link = document.createElement('a')
  link.href = `#${control.id}`
  const message = document.getElementById(`${control.id}-error`)?.textContent.trim() ?? ''
  link.textContent = [labelOf(control), message].filter(Boolean).join(': ')
  link.addEventListener('click', (event) => {
    event.preventDefault()
    control.focus()
  })
  item.append(link)
  return item
}

document.addEventListener('input', ({ target }) => {
  const state = states.get(target.form ?? target)
  state?.keepLater()
  if (target.matches?.('[aria-invalid]') && target.value.trim()) tell(target, '')
})
document.addEventListener('change', ({ target }) => states.get(target.form)?.keepLater())

document.addEventListener('submit', (event) => {
  const state = states.get(event.target)
  if (!state || event.defaultPrevented) return
  if (state.isSent || hasEmpty(event.target)) return event.preventDefault()
  state.send(event.submitter)
})

/** The server's own first check, told without the way there and back. */
function hasEmpty(form) {
  const needed = [...form.querySelectorAll('[required]')]
  const empty = needed.filter((one) => one.value.trim() === '' && one.checkVisibility())
  for (const one of empty) tell(one, t('Fill this in.'))
  empty[0]?.focus()
  return empty.length > 0
}

window.addEventListener('pagehide', () => {
  for (const state of states.values()) state.keep()
})
window.addEventListener('pageshow', ({ persisted }) => {
  isLeaving = false
  if (persisted) for (const state of states.values()) state.reset()
})
window.addEventListener('beforeunload', (event) => {
  if (!isLeaving && changed()) event.preventDefault()
})

document.addEventListener(
  'click',
  (event) => {
    const link = event.target.closest?.('a[href]')
    if (!link || isElsewhere(event, link) || !changed()) return
    event.preventDefault()
    event.stopPropagation()
    void leave(link.href)
  },
  true
)

/** A link that does not take this page away. */
function isElsewhere(event, link) {
  if (event.defaultPrevented || isModified(event)) return true
  if (link.target || link.hasAttribute('download') || link.closest('dialog')) return true
  const url = new URL(link.href, window.location.href)
  const isHere = url.pathname + url.search === window.location.pathname + window.location.search
  return !/^https?:$/.test(url.protocol) || (isHere && url.hash !== '')
}

function isModified({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return button !== 0 || ctrlKey || metaKey || shiftKey || altKey
}

async function leave(href) {
  const isSure = await ask({
    title: t('Leave without saving?'),
    text: t('What you have typed on this page is not saved.'),
    label: t('Leave'),
    cancel: t('Stay'),
  })
  if (!isSure) return
  for (const state of states.values()) {
    state.isSent = true
    forget(state.key)
  }
  isLeaving = true
  window.location.assign(href)
}

document.addEventListener('keydown', (event) => {
  if (event.defaultPrevented || event.isComposing) return
  if (event.key === 'Escape') return leaveByKey(event)
  const form = isSave(event) ? formToSave(event.target) : null
  if (!form) return
  event.preventDefault()
  form.requestSubmit(form.querySelector('[type=submit]'))
})

/** Ctrl-Enter or Ctrl-S, on a keyboard of any script; on a Mac with its own key. */
function isSave({ key, code, ctrlKey, metaKey, altKey, shiftKey }) {
  if (!(ctrlKey || metaKey) || altKey || shiftKey) return false
  return key === 'Enter' || key.toLowerCase() === 's' || code === 'KeyS'
}

/** The form one is in, or the only one there is. */
function formToSave(target) {
  const dialog = document.querySelector('dialog.create[open]:last-of-type')
  if (dialog) return dialog.querySelector('form')
  if (document.querySelector('dialog[open]')) return null
  const own = target.closest?.('form')
  if (own) return states.has(own) ? own : null
  return states.size === 1 ? [...states.keys()][0] : null
}

function leaveByKey(event) {
  if (document.querySelector('dialog[open], details.menu[open]')) return
  if (window.location.hash === '#navigation') return
  const way = document.querySelector('form[data-form] [data-cancel]')
  if (!way) return
  event.preventDefault()
  way.click()
}

document.addEventListener('alpine:initialized', start)
