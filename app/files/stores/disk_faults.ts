import { StoreFault, type StoreFaultKind } from '#files/stores/faults'
import type { StoreName } from '#files/stores/store'

const KINDS: Record<string, StoreFaultKind> = {
  ENOSPC: 'full',
  EDQUOT: 'full',
  EFBIG: 'full',
  EACCES: 'denied',
  EPERM: 'denied',
  EROFS: 'denied',
  EIO: 'unreachable',
  ESTALE: 'unreachable',
  ENOTCONN: 'unreachable',
}

/** What a disk's failure means; what has another reason, such as a broken upload, stays as it is. */
export function diskFault(error: unknown, store: StoreName): unknown {
  const code = codeOf(error)
  const kind = KINDS[code]
  return kind ? new StoreFault(kind, store, `the disk says ${code}`) : error
}

/** The code of an error, or of the one that it wraps. */
export function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string' && !error.code.startsWith('E_')) {
    return error.code
  }
  return codeOf(error.cause)
}
