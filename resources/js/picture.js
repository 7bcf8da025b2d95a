/*
 * The place of an object's picture: drop, paste, file, camera. Loaded with the pages that have one.
 */
import htmx from 'htmx.org'
import { t } from './i18n.js'
import './lightbox.js'
import { showToast } from './toasts.js'

const LARGEST_BYTES = 15 * 1024 * 1024

const picture = () => document.getElementById('picture')

document.addEventListener('change', ({ target }) => {
  if (target.matches?.('[data-picture-file]') && target.files[0]) void upload(target.files[0])
})

document.addEventListener('paste', (event) => {
  if (event.target.closest?.('input, textarea, [contenteditable]')) return
  const file = imageOf(event.clipboardData)
  if (!file || !mayUpload()) return
  event.preventDefault()
  void upload(file)
})

for (const kind of ['dragover', 'drop', 'dragleave']) document.addEventListener(kind, dragged)

function dragged(event) {
  const isHere = Boolean(event.target.closest?.('#picture')) && mayUpload()
  picture()?.classList.toggle('is-target', isHere && event.type === 'dragover')
  if (!isHere || event.type === 'dragleave') return
  event.preventDefault()
  if (event.type === 'drop') dropped(event.dataTransfer)
}

function dropped(data) {
  const file = data.files[0]
  if (file) void upload(file)
  else showToast(t('Drop a picture file here.'), 'danger')
}

function imageOf(data) {
  return [...(data?.files ?? [])].find(({ type }) => type.startsWith('image/'))
}

function mayUpload() {
  return Boolean(picture()?.querySelector('[data-picture-file]'))
}

function upload(file) {
  if (file.size > LARGEST_BYTES) {
    showToast(t('The file is larger than {size} MB.', { size: 15 }), 'danger')
    return
  }
  const form = new FormData()
  form.append('image', file, file.name || 'picture')
  send(form)
}

/** fetch tells nothing of how far an upload is. */
function send(form) {
  const place = picture()
  const request = new XMLHttpRequest()
  request.open('POST', place.dataset.picturePath)
  request.setRequestHeader('hx-request', 'true')
  request.setRequestHeader('x-csrf-token', document.querySelector('meta[name=csrf-token]').content)
  request.upload.addEventListener('progress', ({ loaded, total }) => tell((100 * loaded) / total))
  request.addEventListener('load', () => finished(request))
  request.addEventListener('error', () => failed(t('The server could not be reached. Try again.')))
  tell(0)
  request.send(form)
}

function tell(percent) {
  const status = picture().querySelector('[data-picture-status]')
  status.hidden = false
  status.querySelector('progress').value = percent
  status.querySelector('[data-picture-text]').textContent =
    percent < 100 ? t('Uploading {percent} %', { percent: Math.round(percent) }) : t('Working …')
}

function finished(request) {
  if (request.status !== 200) {
    const text = request.responseText
    failed(text && text.length < 300 ? text : t('The picture could not be saved.'))
    return
  }
  const hadFocus = picture().contains(document.activeElement)
  htmx.swap(picture(), request.responseText, { swapStyle: 'outerHTML' })
  if (hadFocus) picture().querySelector('a, input')?.focus()
  showToast(t('The picture is saved.'))
}

function failed(text) {
  const place = picture()
  place.querySelector('[data-picture-status]').hidden = true
  for (const input of place.querySelectorAll('[data-picture-file]')) input.value = ''
  showToast(text, 'danger')
}
