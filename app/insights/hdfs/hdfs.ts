import type { IncomingMessage } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { faultOfAnswer, HdfsFault, readRemoteException } from '#insights/hdfs/hdfs_fault'
import { callHttp, readPieces, readText, type Content } from '#insights/hdfs/http_call'
import { encodePath, MetadataCalls } from '#insights/hdfs/webhdfs_client'

export interface HdfsSettings {
  /** http(s)://host:port of each NameNode, in the order they are tried. */
  nameNodes: readonly string[]
  user: string
  /** The longest time without a byte. */
  timeoutMs?: number
  /** How often all of them are asked before a passing fault is given up. */
  rounds?: number
}

export interface HdfsFile {
  length: number
  /** Milliseconds since 1970. */
  modifiedAt: number
  /** Another one for every file that is written, also when it takes the place of one. */
  id: number
  isFolder: boolean
}

const TIMEOUT_MS = 30_000
const ROUNDS = 4
const FIRST_PAUSE_MS = 250

/**
 * HDFS over WebHDFS. Every call ends: with what was asked, or with an {@link HdfsFault}. Faults that pass
 * are tried again, on the next NameNode and then after a pause; what is streamed is not, for its source may be spent.
 */
export class Hdfs {
  #timeoutMs: number
  #rounds: number
  /** The NameNode that served last is asked first. */
  #first = 0

  constructor(private settings: HdfsSettings) {
    this.#timeoutMs = settings.timeoutMs ?? TIMEOUT_MS
    this.#rounds = settings.rounds ?? ROUNDS
  }

  /** Another one that gives up sooner, for pages. */
  impatient(timeoutMs: number): Hdfs {
    return new Hdfs({ ...this.settings, timeoutMs, rounds: 1 })
  }

  makeFolder(path: string): Promise<void> {
    return this.#ask(async (nameNode) => this.#metadata(nameNode).makeFolder(path))
  }

  remove(path: string): Promise<void> {
    return this.#ask(async (nameNode) => this.#metadata(nameNode).remove(path))
  }

  async stat(path: string): Promise<HdfsFile> {
    const status = await this.#ask((nameNode) => this.#metadata(nameNode).stat(path))
    return {
      length: status.length,
      modifiedAt: status.modificationTime,
      id: status.fileId,
      isFolder: status.type === 'DIRECTORY',
    }
  }

  /** The file, or null when there is none. */
  async find(path: string): Promise<HdfsFile | null> {
    try {
      return await this.stat(path)
    } catch (error) {
      if (error instanceof HdfsFault && error.kind === 'missing') return null
      throw error
    }
  }

  /** The names in a folder; none when there is no folder. */
  async list(path: string): Promise<string[]> {
    try {
      const files = await this.#ask((nameNode) => this.#metadata(nameNode).list(path))
      return files.map(({ pathSuffix }) => pathSuffix)
    } catch (error) {
      if (error instanceof HdfsFault && error.kind === 'missing') return []
      throw error
    }
  }

  /** Writes a file anew. When it fails, part of it may be there. */
  async write(path: string, content: Content, signal?: AbortSignal): Promise<void> {
    const place = await this.#ask((nameNode) =>
      this.#whereTo('PUT', this.#address(nameNode, path, 'op=CREATE&overwrite=true'))
    )
    const call = { method: 'PUT', content, timeoutMs: this.#timeoutMs, signal } as const
    const answer = await callHttp(place, call)
    await accept(path, answer)
    answer.resume()
  }

  /** The file from its beginning, piece by piece. */
  async *read(path: string, signal?: AbortSignal): AsyncGenerator<Buffer> {
    const { url, answer } = await this.#ask(async (nameNode) => {
      const place = await this.#whereTo('GET', this.#address(nameNode, path, 'op=OPEN'))
      const found = await callHttp(place, { method: 'GET', timeoutMs: this.#timeoutMs, signal })
      return { url: place, answer: await accept(path, found) }
    })
    yield* readPieces(url, answer)
  }

  /**
   * Puts a file of this length in the place of another at once: a reader sees the old one or the new one,
   * whole. npm webhdfs cannot say that it is to overwrite.
   */
  async replace(from: string, to: string, length: number): Promise<void> {
    const query = `op=RENAME&renameoptions=OVERWRITE&destination=${encodeURIComponent(to)}`
    const arrived = await this.stat(from)
    if (arrived.length !== length) {
      throw new HdfsFault('busy', `${to}: ${arrived.length} of ${length} bytes arrived`)
    }
    try {
      await this.#ask(async (nameNode) => {
        const url = this.#address(nameNode, from, query)
        const answer = await callHttp(url, { method: 'PUT', timeoutMs: this.#timeoutMs })
        await readText(await accept(from, answer))
      })
    } catch (error) {
      // Done by a try whose answer was lost.
      const isGone = error instanceof HdfsFault && error.kind === 'missing'
      const found = isGone ? await this.find(to) : null
      if (found?.length !== length) throw error
    }
  }

  #metadata(nameNode: string): MetadataCalls {
    return new MetadataCalls(nameNode, { user: this.settings.user, timeoutMs: this.#timeoutMs })
  }

  #address(nameNode: string, path: string, query: string): string {
    const user = encodeURIComponent(this.settings.user)
    return `${nameNode}/webhdfs/v1${encodePath(path)}?user.name=${user}&${query}`
  }

  /** Where the NameNode sends one on to: the DataNode that takes or has the content. */
  async #whereTo(method: 'GET' | 'PUT', url: string): Promise<string> {
    const answer = await callHttp(url, { method, timeoutMs: this.#timeoutMs })
    const { statusCode = 0, headers } = answer
    if (statusCode >= 300 && statusCode < 400 && headers.location) {
      answer.resume()
      return new URL(headers.location, url).href
    }
    const said = readRemoteException(await readText(answer), statusCode)
    throw faultOfAnswer(decodeURIComponent(new URL(url).pathname), said)
  }

  async #ask<T>(act: (nameNode: string) => Promise<T>): Promise<T> {
    for (let round = 1; ; round++) {
      try {
        return await this.#askEach(act)
      } catch (error) {
        if (round >= this.#rounds || !isPassing(error)) throw error
        await sleep(FIRST_PAUSE_MS * 2 ** round * (0.5 + Math.random()))
      }
    }
  }

  async #askEach<T>(act: (nameNode: string) => Promise<T>): Promise<T> {
    const { nameNodes } = this.settings
    for (let turn = 1; ; turn++) {
      const asked = this.#first % nameNodes.length
      try {
        return await act(nameNodes[asked])
      } catch (error) {
        if (!isPassing(error)) throw error
        this.#first = asked + 1
        if (turn >= nameNodes.length) throw error
      }
    }
  }
}

function isPassing(error: unknown): boolean {
  return error instanceof HdfsFault && error.isPassing
}

/** An answer of 200 or 201; anything else is a fault, also a redirect that nobody expects here. */
async function accept(path: string, answer: IncomingMessage): Promise<IncomingMessage> {
  const { statusCode = 0 } = answer
  if (statusCode === 200 || statusCode === 201) return answer
  throw faultOfAnswer(path, readRemoteException(await readText(answer), statusCode))
}
