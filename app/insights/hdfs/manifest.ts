import { createHash, type Hash } from 'node:crypto'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { dayFile, LAYOUT } from '#insights/hdfs/layout'
import { COLUMNS } from '#insights/mapreduce/format'

/** What is known of a file in HDFS. */
export interface FileMark {
  rows: number
  bytes: number
  sha256: string
}

export interface ExportedDay extends FileMark {
  /** The sum of the transactions' ids. */
  ids: string
}

/** What the export has written, for the next one and for whoever reads its files. */
export interface Manifest {
  made_at: string
  /** The ledger that it is of. */
  ledger: string
  full: FileMark | null
  days: Record<string, ExportedDay>
}

export function emptyManifest(ledger: string): Manifest {
  return { made_at: '', ledger, full: null, days: {} }
}

/** What the last export wrote; null when there is none, or none that can be read. */
export async function readManifest(hdfs: Hdfs): Promise<Manifest | null> {
  const text = await readWhole(hdfs, LAYOUT.manifest)
  if (text === null) return null
  try {
    const { made_at: madeAt, ledger, full, days } = JSON.parse(text)
    return typeof days === 'object' ? { made_at: madeAt, ledger, full, days } : null
  } catch {
    return null
  }
}

export async function writeManifest(hdfs: Hdfs, manifest: Manifest, scratch: string) {
  const days = Object.entries(manifest.days)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([day, mark]) => [day, { path: dayFile(day), ...mark }])
  const rows = Object.values(manifest.days).reduce((sum, day) => sum + day.rows, 0)
  const text = JSON.stringify(
    { ...manifest, columns: COLUMNS, rows, days: Object.fromEntries(days) },
    null,
    1
  )
  await writeAndPublish(hdfs, { scratch, path: LAYOUT.manifest, pieces: pieceOf(text) })
}

async function* pieceOf(text: string) {
  yield text
}

/** Small files only. */
export async function readWhole(hdfs: Hdfs, path: string): Promise<string | null> {
  try {
    const pieces: Buffer[] = []
    for await (const piece of hdfs.read(path)) pieces.push(piece)
    return Buffer.concat(pieces).toString('utf8')
  } catch (error) {
    if (error instanceof HdfsFault && error.kind === 'missing') return null
    throw error
  }
}

interface NewFile {
  /** A folder for files that are not finished. */
  scratch: string
  path: string
  pieces: AsyncIterable<Buffer | string>
  signal?: AbortSignal
}

/** Writes a file under another name, and puts it in its place when all of it has arrived. */
export async function writeAndPublish(hdfs: Hdfs, { scratch, path, pieces, signal }: NewFile) {
  const unfinished = `${scratch}/${path.replaceAll('/', '_')}`
  const tally = new Tally()
  await hdfs.write(unfinished, tally.watch(pieces), signal)
  signal?.throwIfAborted()
  await hdfs.replace(unfinished, path, tally.bytes)
  return tally.mark()
}

/** Counts and hashes what goes by. */
export class Tally {
  bytes = 0
  #hash: Hash = createHash('sha256')

  async *watch(pieces: AsyncIterable<Buffer | string>): AsyncGenerator<Buffer> {
    for await (const piece of pieces) {
      const bytes = Buffer.from(piece)
      this.bytes += bytes.length
      this.#hash.update(bytes)
      yield bytes
    }
  }

  mark() {
    return { bytes: this.bytes, sha256: this.#hash.digest('hex') }
  }
}
