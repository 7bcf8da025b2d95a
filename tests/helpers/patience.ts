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
