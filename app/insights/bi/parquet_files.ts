import { extname } from 'node:path'
import { Worker } from 'node:worker_threads'
import type { WrittenFile } from '#insights/bi/parquet_file'
import type { BiTable, Cell, ColumnShape } from '#insights/bi/table'

export type Request =
  | { kind: 'open'; path: string; columns: ColumnShape[] }
  | { kind: 'rows'; cells: Cell[][] }
  | { kind: 'finish' }

export interface Answer {
  file?: WrittenFile
  error?: Error
}

interface Waiting {
  resolve(answer: Answer): void
  reject(error: Error): void
}

/** A row group and what its encoding takes; without a limit garbage would pile up to several times that. */
const HEAP_MB = 256

/** Writes Parquet files, one after the other, in a thread of its own. */
export class ParquetFiles {
  #thread = startThread()
  #waiting: Waiting[] = []

  constructor() {
    this.#thread.on('message', (answer: Answer) => {
      const waiting = this.#waiting.shift()
      if (answer.error) waiting?.reject(answer.error)
      else waiting?.resolve(answer)
    })
    this.#thread.on('error', (error) => this.#refuseAll(error))
    this.#thread.on('exit', () => this.#refuseAll(new Error('The thread that writes files ended')))
  }

  /** Writes one file. The next rows are read while those before are encoded, and no further ahead. */
  async write<Row>(
    path: string,
    { columns }: Pick<BiTable<Row>, 'columns'>,
    pieces: AsyncIterable<Row[]>
  ): Promise<WrittenFile> {
    const shapes = columns.map(({ name, type, isNullable }) => ({ name, type, isNullable }))
    await this.#ask({ kind: 'open', path, columns: shapes })
    let before: Promise<Answer> | undefined
    for await (const rows of pieces) {
      await before
      before = this.#ask({ kind: 'rows', cells: columns.map(({ valueOf }) => rows.map(valueOf)) })
      // Its failure is met at the next await.
      before.catch(() => {})
    }
    await before
    const { file } = await this.#ask({ kind: 'finish' })
    if (!file) throw new Error(`The file ${path} was not written`)
    return file
  }

  async close(): Promise<void> {
    await this.#thread.terminate()
  }

  #ask(request: Request): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject })
      this.#thread.postMessage(request)
    })
  }

  #refuseAll(error: Error): void {
    for (const { reject } of this.#waiting.splice(0)) reject(error)
  }
}

/** As TypeScript where the server runs so, else as it was built. */
function startThread(): Worker {
  const extension = extname(import.meta.url)
  const execArgv =
    extension === '.ts' ? [`--import=${import.meta.resolve('@poppinss/ts-exec')}`] : []
  const file = new URL(`./parquet_thread${extension}`, import.meta.url)
  return new Worker(file, { execArgv, resourceLimits: { maxOldGenerationSizeMb: HEAP_MB } })
}
