import { randomBytes } from 'node:crypto'

/** In bytes; twice this (errors and input) must fit a cookie of 4096 when it is encrypted. */
const LARGEST_IN_SESSION = 1200
/** What is longer than any text that a field takes is not kept at all. */
const LARGEST_KEPT = 200_000
const KEPT_MS = 10 * 60_000
const LARGEST_COUNT = 500

export type FormInput = Record<string, unknown>
/** What the session holds of a refused form's input or errors: them, or the name under which this process keeps them. */
export type RememberedInput = { input: FormInput } | { name: string }

const kept = new Map<string, { input: FormInput; until: number }>()

/**
 * The session is a cookie of at most 4 kB, which a browser drops when it is longer. So a long input
 * (notes, say) stays in this process for ten minutes and the session only names it.
 */
export function remember(input: FormInput): RememberedInput {
  const size = Buffer.byteLength(JSON.stringify(input))
  if (size <= LARGEST_IN_SESSION) return { input }
  if (size > LARGEST_KEPT) return { input: {} }
  forgetOld()
  const name = randomBytes(9).toString('base64url')
  kept.set(name, { input, until: Date.now() + KEPT_MS })
  return { name }
}

export function recall(remembered: RememberedInput | undefined): FormInput {
  if (!remembered) return {}
  if ('input' in remembered) return remembered.input
  return kept.get(remembered.name)?.input ?? {}
}

function forgetOld(): void {
  for (const [name, { until }] of kept) {
    if (until > Date.now() && kept.size < LARGEST_COUNT) return
    kept.delete(name)
  }
}
