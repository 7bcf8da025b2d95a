import { Unavailable } from '#core/exceptions'
import { translatable } from '#core/i18n'
import type { StoreName } from '#files/stores/store'

export type StoreFaultKind = 'unreachable' | 'denied' | 'no_bucket' | 'full' | 'failed'

/** For people, who cannot mend it; the log and `storage:doctor` say more. */
const MESSAGES: Record<StoreFaultKind, string> = {
  unreachable: translatable('The file store cannot be reached just now. Try again in a moment.'),
  denied: translatable(
    'The file store refuses the key of this server. An administrator must look.'
  ),
  no_bucket: translatable('The bucket for these files is gone. An administrator must look.'),
  full: translatable('There is no room left for files. An administrator must look.'),
  failed: translatable('The file store failed. Try again in a moment.'),
}
const INSUFFICIENT_STORAGE = 507
const SERVICE_UNAVAILABLE = 503

/** Files cannot be read or written just now: 503, or 507 when the store is full. */
export class StoreFault extends Unavailable {
  static code = 'E_STORE_FAULT'

  constructor(
    public kind: StoreFaultKind,
    public store: StoreName,
    /** What was tried and what the store said, without keys or secrets. */
    public detail: string
  ) {
    super(MESSAGES[kind], kind === 'full' ? INSUFFICIENT_STORAGE : SERVICE_UNAVAILABLE)
  }
}

/** There is no such upload in parts: it was ended, removed, or never begun. */
export class UploadGone extends Error {
  code = 'E_UPLOAD_GONE'

  constructor() {
    super('There is no such upload')
  }
}

/** What came of a part is not what its upload says of it: it must be sent again. */
export class PartsDiffer extends Error {
  code = 'E_PARTS_DIFFER'

  constructor() {
    super('The parts of the upload are not those that arrived')
  }
}

/** There is no file where one was asked for. */
export class NoSuchFile extends Error {
  code = 'E_NO_SUCH_FILE'

  constructor(public key: string) {
    super(`There is no file "${key}"`)
  }
}
