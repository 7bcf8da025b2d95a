import { t, translatable } from '#core/i18n'

/**
 * unreachable: nothing answers, or not in time · busy: it answers that it cannot now · missing: there is no such
 * file · denied: the user may not · damaged: what was read is not what was written.
 */
export type HdfsFaultKind = 'unreachable' | 'busy' | 'missing' | 'denied' | 'damaged'

const WORDS: Readonly<Record<HdfsFaultKind, string>> = {
  unreachable: translatable('HDFS cannot be reached'),
  busy: translatable('HDFS cannot do it now'),
  missing: translatable('HDFS has no such file'),
  denied: translatable('HDFS does not allow it'),
  damaged: translatable('A file of HDFS is damaged'),
}

/** What went wrong with HDFS; the message names the address or the path. */
export class HdfsFault extends Error {
  code = 'E_HDFS'

  constructor(
    readonly kind: HdfsFaultKind,
    message: string
  ) {
    super(message)
  }

  /** Whether another NameNode, or the same one in a moment, may do it. */
  get isPassing(): boolean {
    return this.kind === 'unreachable' || this.kind === 'busy'
  }
}

/** A kind of fault in the words of the page's language. */
export function hdfsFaultText(kind: HdfsFaultKind): string {
  return t(WORDS[kind])
}

const DENIED = /permission denied|AccessControlException|SecurityException|not authori[sz]ed/i
const MISSING = /does not exist|FileNotFoundException|Invalid request path|File .* not found/i

/** The fault that an answer of HDFS tells of: its exception, or only its text. */
export function faultOfAnswer(what: string, said: string): HdfsFault {
  const message = `${what}: ${firstLine(said)}`
  if (DENIED.test(said)) return new HdfsFault('denied', message)
  if (MISSING.test(said)) return new HdfsFault('missing', message)
  return new HdfsFault('busy', message)
}

/** The body of an error: HDFS writes a RemoteException as JSON, a proxy anything. */
export function readRemoteException(body: string, status: number): string {
  try {
    const { exception, message } = JSON.parse(body).RemoteException
    return `${exception}: ${message}`
  } catch {
    return `HTTP ${status} ${body.replaceAll(/<[^>]*>|\s+/g, ' ').trim()}`.trim()
  }
}

// Messages of HDFS may carry a whole Java stack.
function firstLine(text: string): string {
  return text.split('\n')[0].slice(0, 300)
}

/** An error of the connection to an address as a fault. */
export function faultOf(url: string, error: Error & { code?: string }): Error {
  if (error instanceof HdfsFault) return error
  const { host } = new URL(url)
  return new HdfsFault('unreachable', `${host} (${error.code ?? error.message})`)
}
