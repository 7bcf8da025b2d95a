/*
 * What was typed and is not saved yet, kept in this tab (sessionStorage) so that it outlives a session
 * that ended, a server that did not answer and a mistaken step back. One that was sent is dropped as soon
 * as another page shows that it arrived.
 */
const PREFIX = 'bincard-draft:'
const KEPT_MS = 24 * 60 * 60_000

export function keep(key, { values, texts }) {
  write(key, { at: Date.now(), values, texts })
}

/** What is kept of this form; null for nothing. */
export function kept(key) {
  const draft = read(PREFIX + key)
  return draft && Date.now() - draft.at < KEPT_MS ? draft : null
}

export function forget(key) {
  sessionStorage.removeItem(PREFIX + key)
}

export function markSent(key) {
  const draft = kept(key)
  if (draft) write(key, { ...draft, isSent: true })
}

/**
 * What was sent has arrived, unless this page refuses it, failed, asks to sign in first, or is the form
 * itself again (`unanswered` has its key): then one stepped back from a server that did not answer.
 */
export function dropSent({ isRefused, unanswered }) {
  const isLost = isRefused || /^\/(sign-in|set-up)$/.test(window.location.pathname)
  for (const name of Object.keys(sessionStorage)) {
    const draft = name.startsWith(PREFIX) ? read(name) : null
    if (!draft?.isSent) continue
    const key = name.slice(PREFIX.length)
    if (isLost || unanswered.has(key)) write(key, { ...draft, isSent: false })
    else sessionStorage.removeItem(name)
  }
}

function read(name) {
  try {
    return JSON.parse(sessionStorage.getItem(name) ?? 'null')
  } catch {
    return null
  }
}

function write(key, draft) {
  try {
    sessionStorage.setItem(PREFIX + key, JSON.stringify(draft))
  } catch {
    // Without room nothing is kept; the form works as ever.
  }
}
