import { StoreFault, UploadGone, type StoreFaultKind } from '#files/stores/faults'
import type { StoreName } from '#files/stores/store'

const NETWORK =
  /^(?:ECONN\w*|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_SOCKET\w*|TimeoutError|NetworkingError)$/
const KINDS: Record<string, StoreFaultKind> = {
  NoSuchBucket: 'no_bucket',
  AccessDenied: 'denied',
  InvalidAccessKeyId: 'denied',
  SignatureDoesNotMatch: 'denied',
  AccountProblem: 'denied',
  AllAccessDisabled: 'denied',
  InvalidToken: 'denied',
  ExpiredToken: 'denied',
  QuotaExceeded: 'full',
  XMinioStorageFull: 'full',
  XAdminBucketQuotaExceeded: 'full',
  InsufficientStorage: 'full',
  EntityTooLarge: 'failed',
}
const FORBIDDEN = 403
const INSUFFICIENT_STORAGE = 507

interface Answered {
  name: string
  status?: number
  code: string
  /** The store or the way to it failed, and not what was to be sent. */
  isOfStore: boolean
}

/** What the object store's failure means; what has another reason stays as it is. */
export function s3Fault(error: unknown, store: StoreName, tried: string): unknown {
  if (error instanceof StoreFault) return error
  const answered = innermost(error)
  if (answered.name === 'NoSuchUpload') return new UploadGone()
  const kind = kindOf(answered)
  if (!kind) return error
  const said = answered.status ? `${answered.status} ${answered.name}` : answered.code
  return new StoreFault(kind, store, `${tried}: ${said || answered.name}`)
}

function kindOf({ name, status, code, isOfStore }: Answered): StoreFaultKind | null {
  if (KINDS[name]) return KINDS[name]
  if (status === FORBIDDEN) return 'denied'
  if (status === INSUFFICIENT_STORAGE) return 'full'
  if (NETWORK.test(code) || NETWORK.test(name)) return 'unreachable'
  return isOfStore ? 'failed' : null
}

/** The store's own answer: AdonisJS Drive wraps it. */
function innermost(error: unknown): Answered {
  if (!(error instanceof Error)) return { name: '', code: '', isOfStore: false }
  const metadata: unknown = '$metadata' in error ? error.$metadata : undefined
  const status = statusOf(metadata)
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  if (status === undefined && error.cause instanceof Error) return innermost(error.cause)
  return { name: error.name, status, code, isOfStore: metadata !== undefined }
}

function statusOf(metadata: unknown): number | undefined {
  if (typeof metadata !== 'object' || metadata === null) return undefined
  if (!('httpStatusCode' in metadata)) return undefined
  return typeof metadata.httpStatusCode === 'number' ? metadata.httpStatusCode : undefined
}

/** Whether the store said that there is no such file. */
export function isMissing(error: unknown): boolean {
  const { name, status } = innermost(error)
  return status === 404 && name !== 'NoSuchBucket'
}
