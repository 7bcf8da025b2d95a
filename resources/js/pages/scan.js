/* The scan page: takes codes from a scanner, the keyboard and the camera; opens or books what they are. */
import { t } from '../i18n.js'
import { switchWedge, wedgeIsOn } from '../wedge.js'
import { Booking } from '../scan/booking.js'
import { Camera } from '../scan/camera.js'
import { KeptList } from '../scan/kept_list.js'
import { lookUp } from '../scan/server.js'
import { isOn, signal, switchSignal } from '../scan/signals.js'

const AGAIN_MS = 4000
const page = document.querySelector('[data-page=scan]')
const field = page.querySelector('[data-scan-field]')
const told = page.querySelector('[data-told]')
const unknown = page.querySelector('[data-unknown]')
const several = page.querySelector('[data-several]')
const offline = page.querySelector('[data-offline]')
const kept = new KeptList()
const booking = new Booking(page.querySelector('[data-booking]'), kept, tell)
let isLooking = false

function tell(text, kind = '') {
  told.textContent = text
  told.className = `scan-told ${kind}`
  if (kind) signal(kind === 'good')
}

/** Codes wait their turn, and for the connection. */
function take(code) {
  const text = code.trim()
  if (text === '') return
  kept.state.waiting.push(text)
  kept.keep()
  void lookAll()
}

async function lookAll() {
  if (isLooking) return
  isLooking = true
  while (kept.state.waiting.length > 0) {
    const [code] = kept.state.waiting
    const answer = await lookUp(code)
    if (answer.kind === 'offline') break
    kept.state.waiting.shift()
    kept.keep()
    if (answer.kind === 'done') found(code, answer.body)
    else tell(t('This does not work just now. Reload the page.'), 'bad')
  }
  isLooking = false
  showOffline()
}

function showOffline() {
  const count = kept.state.waiting.length
  offline.hidden = navigator.onLine && count === 0
  offline.querySelector('span').textContent =
    count > 0
      ? t('No connection. Codes that wait: {count}. They are looked up when it is back.', { count })
      : t('No connection. What you scan is kept.')
  if (count > 0) setTimeout(lookAll, AGAIN_MS)
}

function found(code, { matches, isHidden }) {
  unknown.hidden = true
  several.hidden = true
  if (matches.length === 1) return use(matches[0])
  if (matches.length > 1) return choose(code, matches)
  tell(
    isHidden
      ? t('You may not see what “{code}” stands for.', { code })
      : t('“{code}” is not known.', { code }),
    'bad'
  )
  if (isHidden) return
  unknown.hidden = false
  unknown.querySelector('[data-code]').textContent = code
  const hidden = unknown.querySelector('[name=barcode]')
  if (hidden) hidden.value = code
  const link = unknown.querySelector('[data-new]')
  if (link) link.href = `/scan/new_item?code=${encodeURIComponent(code)}`
}

function use(match) {
  if (kept.state.mode === 'open') {
    signal(true)
    return window.location.assign(match.href)
  }
  if (match.model !== 'stocklocation') return booking.add(match)
  if (match.isStructural) {
    return tell(
      t('{place} holds no stock itself. Scan a place within it.', { place: match.title }),
      'bad'
    )
  }
  booking.setPlace(match)
}

/** A batch number may be on several lots. */
function choose(code, matches) {
  tell(t('“{code}” stands for several things. Choose one.', { code }), 'bad')
  several.hidden = false
  several.replaceChildren(
    ...matches.map((match) => {
      const button = Object.assign(document.createElement('button'), {
        type: 'button',
        className: 'btn',
      })
      const title = Object.assign(document.createElement('span'), { textContent: match.title })
      const hint = Object.assign(document.createElement('small'), { textContent: match.hint })
      button.append(title, hint)
      button.addEventListener('click', () => {
        several.hidden = true
        field.focus()
        use(match)
      })
      return button
    })
  )
  several.firstElementChild.focus()
}

function setMode(mode) {
  kept.state.mode = mode
  kept.keep()
  page.querySelector('[data-booking]').hidden = mode === 'open'
  page.querySelector('[data-to]').hidden = mode !== 'transfer'
  page.querySelector('[data-from-label]').textContent =
    mode === 'transfer' ? t('From') : t('Location')
  booking.draw()
}

function listen() {
  page.querySelector('[data-scan-form]').addEventListener('submit', (event) => {
    event.preventDefault()
    take(field.value)
    field.value = ''
  })
  document.addEventListener('scan', (event) => {
    if (event.target !== document) return
    event.preventDefault()
    take(event.detail.code)
  })
  page.addEventListener('code', ({ detail }) => take(detail))
  page.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void booking.book()
  })
  for (const radio of page.querySelectorAll('[type=radio][name=mode]')) {
    radio.addEventListener('change', () => setMode(radio.value))
  }
  const camera = new Camera(page.querySelector('[data-camera]'), take)
  const opener = page.querySelector('[data-camera-open]')
  opener.addEventListener('click', () => (camera.isOpen ? camera.close() : void camera.open()))
  window.addEventListener('online', () => void lookAll())
  window.addEventListener('offline', showOffline)
}

function listenToSwitches() {
  const switches = {
    beep: [isOn('beep'), (on) => switchSignal('beep', on)],
    buzz: [isOn('buzz'), (on) => switchSignal('buzz', on)],
    wedge: [wedgeIsOn(), switchWedge],
  }
  for (const [name, [value, change]] of Object.entries(switches)) {
    const box = page.querySelector(`[data-switch=${name}]`)
    box.checked = value
    box.addEventListener('change', () => change(box.checked))
  }
}

function begin() {
  const { code, mode } = page.dataset
  const radio = (value) => page.querySelector(`[type=radio][name=mode][value="${value}"]`)
  const chosen = radio(mode) ?? radio(kept.state.mode) ?? radio('open')
  chosen.checked = true
  setMode(chosen.value)
  listen()
  listenToSwitches()
  if (matchMedia('(pointer: fine)').matches) field.focus()
  if (code) {
    // Reloading the page is no scan.
    history.replaceState(null, '', '/scan')
    take(code)
  } else if (kept.state.waiting.length > 0) {
    void lookAll()
  }
  showOffline()
  page.dataset.ready = ''
}

begin()
