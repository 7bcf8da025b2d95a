import webhdfs, { type Client, type FileStatus } from 'webhdfs'
import { faultOf, faultOfAnswer, HdfsFault } from '#insights/hdfs/hdfs_fault'

const PREFIX = '/webhdfs/v1'

/** A path as it stands in an address: the library sends it as it is. */
export function encodePath(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/')
}

/**
 * What is asked of a NameNode alone, by npm webhdfs. Its calls may end never, or with an error that tells
 * nothing: each has a limit here, and ends as a fault with a kind.
 */
export class MetadataCalls {
  #client: Client

  constructor(
    private nameNode: string,
    private settings: { user: string; timeoutMs: number }
  ) {
    const { protocol, hostname, port, pathname } = new URL(nameNode)
    const isTls = protocol === 'https:'
    this.#client = webhdfs.createClient(
      {
        protocol: isTls ? 'https' : 'http',
        host: hostname,
        port: port || (isTls ? '443' : '80'),
        path: `${pathname.replace(/\/$/, '')}${PREFIX}`,
        user: settings.user,
      },
      { timeout: settings.timeoutMs }
    )
  }

  makeFolder(path: string): Promise<undefined> {
    return this.#call(`folder ${path}`, (done) => this.#client.mkdir(encodePath(path), done))
  }

  stat(path: string): Promise<FileStatus> {
    return this.#call(path, (done) => this.#client.stat(encodePath(path), done))
  }

  list(path: string): Promise<FileStatus[]> {
    return this.#call(path, (done) => this.#client.readdir(encodePath(path), done))
  }

  /** With all that is in it; no fault when there is none. */
  remove(path: string): Promise<undefined> {
    return this.#call(path, (done) => this.#client.unlink(encodePath(path), true, done))
  }

  #call<T>(what: string, send: (done: (error: Error | null, result: T) => void) => void) {
    const { timeoutMs } = this.settings
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(faultOf(this.nameNode, new Error(`no answer within ${timeoutMs} ms`))),
        timeoutMs
      )
      send((error, result) => {
        clearTimeout(timer)
        if (error) reject(this.#faultOf(what, error))
        else resolve(result)
      })
    })
  }

  #faultOf(what: string, error: Error & { code?: string }): Error {
    // An error of the connection has a code; what HDFS refused has only a text.
    if (error.code || /hang up/.test(error.message)) return faultOf(this.nameNode, error)
    return error instanceof HdfsFault ? error : faultOfAnswer(what, error.message)
  }
}
