import { t } from '../i18n.js'
import { showToast } from '../toasts.js'
import { addRow, announceStatus, sectionOf } from './list.js'
import { sendInParts, watch } from './parts.js'
import { Cancelled, ask, Refused, send } from './send.js'
import { uploadRow } from './upload_row.js'

const MOST_AT_ONCE = 2
let running = 0
const waiting = []

export const isUploading = () => running + waiting.length > 0

/** Uploads files one after the other, two at a time. */
export function startUploads(section, files) {
  for (const file of files) enqueue(newUpload(section, file))
}

function newUpload(section, file) {
  const upload = { section, file, token: null, abort: null, isCancelled: false }
  upload.row = uploadRow(section, file.name || t('Pasted picture'), {
    cancel: () => cancel(upload),
    retry: () => enqueue(upload),
  })
  return upload
}

function enqueue(upload) {
  const { file, section, row } = upload
  const most = Number(section.dataset.largest)
  if (file.size === 0) return row.fail(t('The file is empty. Choose another file.'), false)
  if (file.size > most) {
    const size = section.dataset.largestText
    return row.fail(t('The file is larger than {size}.', { size }), false)
  }
  row.wait()
  waiting.push(upload)
  next()
}

function next() {
  while (running < MOST_AT_ONCE && waiting.length > 0) void run(waiting.shift())
}

async function run(upload) {
  if (upload.isCancelled) return
  running++
  try {
    const isSmall = !upload.token && upload.file.size <= Number(upload.section.dataset.whole)
    const html = isSmall ? await sendWhole(upload) : await sendInParts(upload)
    finish(upload, html)
  } catch (error) {
    failed(upload, error)
  } finally {
    running--
    next()
  }
}

async function sendWhole(upload) {
  const { file, section, row } = upload
  const form = new FormData()
  form.append('file', file, file.name || 'picture.png')
  const onSent = (loaded) => row.tell(Math.min(1, loaded / file.size))
  const request = await send(upload, { url: section.dataset.attachments, body: form, onSent })
  return request.responseText
}

function finish({ section, row, file }, html) {
  row.remove()
  addRow(section, html)
  announceStatus(section, t('{name} is attached.', { name: file?.name ?? row.name }))
}

function failed({ row, section, isCancelled }, error) {
  if (error instanceof Cancelled || isCancelled) return row.remove()
  const message = error instanceof Refused ? error.message : t('It did not work. Try again.')
  row.fail(message, error.mayRetry !== false)
  announceStatus(section, message)
}

function cancel(upload) {
  upload.isCancelled = true
  upload.abort?.()
  upload.row.remove()
  const place = waiting.indexOf(upload)
  if (place >= 0) waiting.splice(place, 1)
  if (upload.token) void send({}, { url: `/files/uploads/${upload.token}/cancel` }).catch(() => {})
  upload.section.querySelector('[data-attachment-files]')?.focus()
}

/** Uploads that were left: how far they are; those that are being checked are watched to their end. */
export function showUnfinished(section) {
  for (const item of section.querySelectorAll('[data-unfinished]')) void showOne(section, item)
}

async function showOne(section, item) {
  const token = item.dataset.unfinished
  try {
    const state = JSON.parse(await ask({}, `/files/uploads/${token}`))
    if (state.state === 'open') return tellHowFar(item, state)
    const row = { remove: () => item.remove(), name: item.dataset.name }
    finish({ section, row }, await watch({ token, row: { check() {} } }))
  } catch (error) {
    item.querySelector('[data-upload-text]').textContent = error.message
  }
}

function tellHowFar(item, { arrived, parts }) {
  const percent = Math.floor((100 * arrived.length) / parts)
  const text = t(
    '{percent} % have arrived. Choose the same file again, and it goes on from there.',
    {
      percent,
    }
  )
  item.querySelector('[data-upload-text]').textContent = text
}

/** Goes on with an upload that was left, with the file that was chosen again. */
export function resumeWith(file, input) {
  const item = input.closest('[data-unfinished]')
  const { name, bytes, unfinished } = item.dataset
  if (file.size !== Number(bytes)) {
    showToast(t('That is another file: choose {name} again.', { name }), 'danger')
    return
  }
  const section = sectionOf(item)
  item.remove()
  const upload = newUpload(section, file)
  upload.token = unfinished
  enqueue(upload)
}
