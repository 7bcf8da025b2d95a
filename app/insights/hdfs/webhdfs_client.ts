import type { Client, FileStatus } from 'webhdfs'
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
  #client: Promise<Client> | undefined

  constructor(
    private nameNode: string,
    private settings: { user: string; timeoutMs: number }
  ) {}

  makeFolder(path: string): Promise<undefined> {
    return this.#call(`folder ${path}`, (client, done) => client.mkdir(encodePath(path), done))
  }

  stat(path: string): Promise<FileStatus> {
    return this.#call(path, (client, done) => client.stat(encodePath(path), done))
  }

  list(path: string): Promise<FileStatus[]> {
    return this.#call(path, (client, done) => client.readdir(encodePath(path), done))
  }

  /** With all that is in it; no fault when there is none. */
  remove(path: string): Promise<undefined> {
    return this.#call(path, (client, done) => client.unlink(encodePath(path), true, done))
  }

  async #call<T>(
    what: string,
    send: (client: Client, done: (error: Error | null, result: T) => void) => void
  ) {
    const { timeoutMs } = this.settings
    const client = await (this.#client ??= this.#connect())
    return new Promise<T>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(faultOf(this.nameNode, new Error(`no answer within ${timeoutMs} ms`))),
        timeoutMs
      )
      send(client, (error, result) => {
        clearTimeout(timer)
        if (error) reject(this.#faultOf(what, error))
        else resolve(result)
      })
    })
  }

  /** The library is loaded late: two hundred files, which a server without Hadoop never needs. */
  async #connect(): Promise<Client> {
    const { default: webhdfs } = await import('webhdfs')
    const { protocol, hostname, port, pathname } = new URL(this.nameNode)
    const isTls = protocol === 'https:'
    return webhdfs.createClient(
      {
        protocol: isTls ? 'https' : 'http',
        host: hostname,
        port: port || (isTls ? '443' : '80'),
        path: `${pathname.replace(/\/$/, '')}${PREFIX}`,
        user: this.settings.user,
      },
      { timeout: this.settings.timeoutMs }
    )
  }

  #faultOf(what: string, error: Error & { code?: string }): Error {
    // An error of the connection has a code; what HDFS refused has only a text.
    if (error.code || /hang up/.test(error.message)) return faultOf(this.nameNode, error)
    return error instanceof HdfsFault ? error : faultOfAnswer(what, error.message)
  }
}
