import { t } from '../i18n.js'
import { ask, Cancelled, Refused, send, sendForm } from './send.js'

const TRIES = 4
const STORE_TRIES = 2
const FIRST_PAUSE_MS = 500
const WATCH_MS = 700

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Sends a large file in parts, only those that have not arrived, and gives the row of the attachment. */
export async function sendInParts(upload) {
  const { file, row } = upload
  const state = await begin(upload)
  const arrived = new Set(state.arrived)
  for (let number = 1; number <= state.parts; number++) {
    const from = (number - 1) * state.partBytes
    const piece = file.slice(from, from + state.partBytes)
    if (!arrived.has(number)) {
      const onSent = (loaded) => row.tell((from + Math.min(loaded, piece.size)) / file.size)
      await sendPart(upload, { number, piece, onSent })
    }
    row.tell((from + piece.size) / file.size)
  }
  row.check()
  await sendForm(upload, `/files/uploads/${upload.token}/complete`, {})
  return watch(upload)
}

async function begin(upload) {
  const { section, file } = upload
  const url = `${section.dataset.attachments}/uploads`
  const state = await sendForm(upload, url, { name: file.name, bytes: file.size })
  upload.token = state.token
  return state
}

/** Tries a part again, after growing pauses: a phone loses its network now and then. */
async function sendPart(upload, { number, piece, onSent }) {
  for (let attempt = 1; ; attempt++) {
    if (upload.isCancelled) throw new Cancelled()
    try {
      const address = `/files/uploads/${upload.token}/parts/${number}`
      // Where the store itself cannot be reached from here, the server passes the part on.
      const url = attempt <= STORE_TRIES ? JSON.parse(await ask(upload, address)).url : address
      await send(upload, { method: 'PUT', url, body: piece, type: typeFor(url), onSent })
      return
    } catch (error) {
      const isFinal = error instanceof Cancelled || error.mayRetry === false
      if (isFinal || attempt >= TRIES) throw error
      await pause(FIRST_PAUSE_MS * 2 ** attempt)
    }
  }
}

/** A signed address at the store covers no type: none is sent there. */
function typeFor(url) {
  return url.startsWith('/') ? 'application/octet-stream' : ''
}

/** Waits until the file is checked; gives the row of its attachment. */
export async function watch(upload) {
  for (;;) {
    if (upload.isCancelled) throw new Cancelled()
    const { state, message, attachmentId } = JSON.parse(
      await ask(upload, `/files/uploads/${upload.token}`)
    )
    if (state === 'done') return ask(upload, `/files/${attachmentId}/row`)
    if (state !== 'checking') throw new Refused(message || t('It did not work. Try again.'))
    await pause(WATCH_MS)
  }
}
