/** What came of one step of the set-up of a bucket. */
export interface SetupStep {
  bucket: string
  subject: string
  state: 'done' | 'kept' | 'unsupported' | 'failed'
  detail: string
}

const UNSUPPORTED_STATUS = new Set([400, 405, 501])
/** Of a request that is right: the store knows no such thing. */
const UNSUPPORTED_NAMES = new Set([
  'NotImplemented',
  'MethodNotAllowed',
  'XNotImplemented',
  'UnsupportedOperation',
])

export function statusOf(error: unknown): number {
  const known = (error ?? {}) as { $metadata?: { httpStatusCode?: unknown } }
  const status = known.$metadata?.httpStatusCode
  return typeof status === 'number' ? status : 0
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : ''
}

/** Whether the store said that it has no such feature, and not that this key may not use it. */
export function isUnsupported(error: unknown): boolean {
  return UNSUPPORTED_NAMES.has(nameOf(error)) || UNSUPPORTED_STATUS.has(statusOf(error))
}

/** What the store said, without keys and secrets. */
export function saidBy(error: unknown): string {
  const [status, name] = [statusOf(error), nameOf(error)]
  if (status) return `the store answers ${status} ${name}`
  const code = error instanceof Error && 'code' in error ? String(error.code) : name
  return `the store cannot be reached (${code})`
}
