/* What the scan page asks of the server. A lost connection is "offline", a lost session "signed out". */
export async function lookUp(code) {
  return answerOf(fetch(`/scan/lookup?code=${encodeURIComponent(code)}`, { headers: headers() }))
}

export async function send(path, body) {
  const options = {
    method: 'POST',
    headers: { ...headers(), 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }
  return answerOf(fetch(path, options))
}

function headers() {
  const token = document.querySelector('meta[name=csrf-token]')?.content ?? ''
  return { 'accept': 'application/json', 'x-csrf-token': token }
}

async function answerOf(request) {
  let answer
  try {
    answer = await request
  } catch {
    return { kind: 'offline' }
  }
  const isJson = answer.headers.get('content-type')?.includes('json')
  if (isJson) return { kind: answer.ok ? 'done' : 'refused', body: await answer.json() }
  // The way to the server is open, but something before it answers.
  if (answer.status >= 502) return { kind: 'offline' }
  return { kind: answer.redirected || answer.status === 403 ? 'signed out' : 'failed' }
}
