import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 45_000

/** Asks again until the answer will do; fails with the last one after a while. */
export async function eventually<T>(
  ask: () => T | Promise<T>,
  isRight: (answer: T) => boolean | Promise<boolean>,
  patienceMs = PATIENCE_MS
): Promise<T> {
  const end = Date.now() + patienceMs
  for (;;) {
    const answer = await ask()
    if (await isRight(answer)) return answer
    if (Date.now() > end) throw new Error(`It did not happen: ${JSON.stringify(answer)}`)
    await sleep(25)
  }
}

/** Who waits longer for an answer has been forgotten. Node itself would wait for five minutes, and say nothing. */
const ANSWER_WITHIN_MS = 90_000
/** An idle connection that was closed is noticed at once. */
const CLOSED_WITHIN_MS = 1_000

/**
 * As `fetch`, but with a limit, and with the address in what it says when there is no answer. Reads the whole of it.
 * A reading for which the server has just closed the idle connection is asked again, as browsers do.
 */
export async function fetchInTime(
  address: string,
  options: RequestInit = {},
  withinMs = ANSWER_WITHIN_MS
): Promise<{ status: number; ok: boolean; headers: Headers; text: string }> {
  const method = options.method ?? 'GET'
  const begun = Date.now()
  for (let isAgain = false; ; isAgain = true) {
    try {
      const answer = await fetch(address, { ...options, signal: AbortSignal.timeout(withinMs) })
      const { status, ok, headers } = answer
      return { status, ok, headers, text: await answer.text() }
    } catch (error) {
      const tookMs = Date.now() - begun
      if (!isAgain && method === 'GET' && tookMs < CLOSED_WITHIN_MS && wasClosed(error)) continue
      throw new Error(`${method} ${address}: no answer after ${tookMs} ms`, { cause: error })
    }
  }
}

function wasClosed(error: unknown): boolean {
  const { cause } = error as { cause?: { code?: string } }
  return cause?.code === 'UND_ERR_SOCKET'
}
