import { t } from '../i18n.js'

/** The server, or what lies between, said no; `mayRetry` is false where it would say so again. */
export class Refused extends Error {
  constructor(message, { mayRetry = true } = {}) {
    super(message)
    this.mayRetry = mayRetry
  }
}

export class Cancelled extends Error {}

const csrf = () => document.querySelector('meta[name=csrf-token]').content

/**
 * Sends a body and tells how much of it has gone, which fetch cannot. `upload.abort` ends it.
 * Resolves to the request; throws what {@link Refused} or {@link Cancelled} say.
 */
export function send(upload, { method = 'POST', url, body, type, onSent }) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    const isOurs = new URL(url, location.href).origin === location.origin
    request.open(method, url)
    if (type) request.setRequestHeader('content-type', type)
    if (isOurs) {
      request.setRequestHeader('hx-request', 'true')
      request.setRequestHeader('x-csrf-token', csrf())
    }
    request.upload.addEventListener('progress', ({ loaded }) => onSent?.(loaded))
    request.addEventListener('load', () => settle(request, isOurs, { resolve, reject }))
    request.addEventListener('error', () => reject(new Refused(unreachable())))
    request.addEventListener('abort', () => reject(new Cancelled()))
    upload.abort = () => request.abort()
    request.send(body)
  })
}

function settle(request, isOurs, { resolve, reject }) {
  const { status, responseText } = request
  if (status >= 200 && status < 300) return resolve(request)
  const isText = /^text\/plain/.test(request.getResponseHeader('content-type') ?? '')
  const message =
    isText && responseText.length < 300 ? responseText : t('It did not work. Try again.')
  // What we refuse stays so; a busy or broken server may come round, and a store has another way.
  reject(new Refused(message, { mayRetry: !isOurs || mayComeRound(status) }))
}

function mayComeRound(status) {
  return status >= 500 || status === 408 || status === 429
}

function unreachable() {
  return t('The server could not be reached. Try again.')
}

export async function sendForm(upload, url, fields) {
  const request = await send(upload, { url, body: new URLSearchParams(fields) })
  return JSON.parse(request.responseText)
}

export async function ask(upload, url) {
  const request = await send(upload, { method: 'GET', url })
  return request.responseText
}
