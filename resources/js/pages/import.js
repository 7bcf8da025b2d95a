import { localeTag, t } from '../i18n.js'

const token = () => document.querySelector('meta[name=csrf-token]')?.content ?? ''

/* Upload: the file is dropped or chosen, and goes with its progress shown. Without script the form does. */
const upload = document.querySelector('[data-upload]')
if (upload) {
  const input = upload.querySelector('input[type=file]')
  const drop = upload.querySelector('[data-drop]')
  for (const type of ['dragenter', 'dragover']) {
    drop.addEventListener(type, (event) => {
      event.preventDefault()
      drop.classList.add('is-over')
    })
  }
  for (const type of ['dragleave', 'drop'])
    drop.addEventListener(type, () => drop.classList.remove('is-over'))
  drop.addEventListener('drop', (event) => {
    event.preventDefault()
    if (event.dataTransfer.files.length === 0) return
    input.files = event.dataTransfer.files
    upload.requestSubmit()
  })
  upload.addEventListener('submit', (event) => {
    event.preventDefault()
    if (input.files.length > 0) send(input)
  })
}

function send(input) {
  const request = new XMLHttpRequest()
  const error = upload.querySelector('[data-upload-error]')
  const shown = upload.querySelector('[data-upload-progress]')
  const text = shown.querySelector('[data-upload-text]')
  const button = upload.querySelector('button[type=submit]')
  const body = new FormData()
  body.append('file', input.files[0])
  error.textContent = ''
  shown.hidden = false
  button.disabled = true
  request.upload.addEventListener('progress', ({ loaded, total }) => {
    const percent = Math.floor((100 * loaded) / total)
    shown.querySelector('progress').value = percent
    text.textContent = percent < 100 ? `${percent} %` : t('The file is being read …')
  })
  const fail = (message) => {
    shown.hidden = true
    button.disabled = false
    error.textContent = message
    input.setAttribute('aria-invalid', 'true')
    input.focus()
  }
  request.addEventListener('error', () => fail(t('The upload broke off. Try again.')))
  request.addEventListener('load', () => {
    const target = request.getResponseHeader('HX-Redirect')
    if (request.status < 300 && target) return location.assign(target)
    fail(request.responseText.slice(0, 500) || t('The upload broke off. Try again.'))
  })
  request.open('POST', upload.action)
  request.setRequestHeader('x-csrf-token', token())
  request.setRequestHeader('hx-request', 'true')
  request.send(body)
}

/* Columns: the first values of a column are shown as it is chosen. */
document.querySelector('[data-columns]')?.addEventListener('change', ({ target }) => {
  if (!target.matches('[data-column]')) return
  const samples = target.closest('tr').querySelector('[data-samples]')
  samples.textContent = target.selectedOptions[0]?.dataset.sample ?? ''
  showUnused([...document.querySelectorAll('[data-column]')])
})

function showUnused(selects) {
  const line = document.querySelector('[data-unused]')
  if (!line) return
  const used = new Set(selects.map(({ value }) => value))
  const unused = [...selects[0].options].filter(({ value }) => value !== '' && !used.has(value))
  line.hidden = unused.length === 0
  const headings = unused.map(({ text }) => text).join(', ')
  line.textContent = t('Not used: {headings}', { headings })
}

/* Review: a cell is mended where it stands. Enter goes on to the next, Escape takes the old text back. */
const review = document.querySelector('[data-review]')
if (review) {
  review.addEventListener('submit', (event) => {
    if (!event.target.matches('[data-mend]')) return
    event.preventDefault()
    // Enter presses the first button of a form; only a click means "in all rows".
    const button = event.submitter?.dataset.pressed ? event.submitter : null
    delete event.submitter?.dataset.pressed
    void mend(event.target, button)
  })
  review.addEventListener('pointerdown', ({ target }) => mark(target))
  review.addEventListener('keydown', (event) => {
    const { target, key } = event
    if (target.matches('button') && (key === 'Enter' || key === ' ')) mark(target)
    if (!target.matches('[data-was]')) return
    if (key === 'Escape') {
      event.stopPropagation()
      target.value = target.dataset.was
    }
    if (key === 'Enter') {
      event.preventDefault()
      void mend(target.form, null)
    }
  })
  // Leaving a cell keeps what was typed; going on to its button does not leave it.
  review.addEventListener('focusout', ({ target, relatedTarget }) => {
    if (!target.matches('[data-was]') || target.value === target.dataset.was) return
    const { form } = target
    if (form.contains(relatedTarget) || form.querySelector('[data-pressed]')) return
    void mend(form, null, false)
  })
}

function mark(target) {
  const button = target.closest?.('[data-mend] button')
  if (button) button.dataset.pressed = 'yes'
}

async function mend(form, button, moves = true) {
  if (!form.isConnected || form.dataset.isSending) return
  form.dataset.isSending = 'yes'
  const row = form.closest('tr')
  const next = moves ? nextInput(form) : null
  const answer = await post(form, button)
  delete form.dataset.isSending
  if (!answer) return
  // Other rows have changed too: the page shows them anew.
  if (answer.count > 1) return location.reload()
  replace(row, answer.html, answer.state)
  showCounts(answer.counts)
  if (moves) focusOn(row, next)
}

async function post(form, button) {
  const body = new URLSearchParams(new FormData(form))
  if (button) body.append(button.name, button.value)
  const headers = { 'x-csrf-token': token(), 'hx-request': 'true' }
  const answer = await fetch(form.action, { method: 'POST', headers, body }).catch(() => null)
  if (answer?.ok) return answer.json()
  tell(answer ? await answer.text() : t('The server could not be reached. Try again.'))
  return null
}

function nextInput(form) {
  const inputs = [...review.querySelectorAll('[data-was]')]
  const own = form.querySelector('[data-was]')
  const at = inputs.indexOf(own)
  return at === -1 ? null : (inputs[at + 1] ?? null)
}

function replace(row, html, state) {
  const template = document.createElement('template')
  template.innerHTML = html
  const fresh = template.content.querySelector('tr')
  fresh.classList.toggle('is-mended', state !== 'bad')
  row.replaceWith(fresh)
}

/** The cell that is still wrong, else the next one, else the button that imports. */
function focusOn(row, next) {
  const fresh = document.getElementById(row.id)
  const candidates = [
    fresh?.querySelector('[data-was]'),
    next,
    review.querySelector('[data-was]'),
    review.querySelector('[data-go]:not([hidden]) button'),
    fresh?.querySelector('a'),
  ]
  const target = candidates.find((one) => one?.isConnected)
  target?.focus()
  target?.select?.()
}

function showCounts(counts) {
  const figures = { ...counts, toDo: counts.new + counts.changed }
  for (const element of review.querySelectorAll('[data-count]')) {
    const value = figures[element.dataset.count]
    if (value !== undefined) element.textContent = value.toLocaleString(localeTag)
  }
  const go = review.querySelector('[data-go]')
  if (go) go.hidden = figures.toDo === 0
}

function tell(text) {
  document.dispatchEvent(new CustomEvent('toast', { detail: { text, kind: 'danger' } }))
}
