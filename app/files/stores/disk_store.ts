import { createReadStream } from 'node:fs'
import { readdir, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import type { Disk } from '@adonisjs/drive'
import { codeOf, diskFault } from '#files/stores/disk_faults'
import { DiskUploads } from '#files/stores/disk_uploads'
import { NoSuchFile } from '#files/stores/faults'
import { checkKey, isKey } from '#files/stores/keys'
import { walkFiles } from '#files/stores/walk_files'
import { writeWhole } from '#files/stores/write_file'
import type {
  ByteRange,
  FileFacts,
  ListedFile,
  PartAddress,
  Store,
  StoredFile,
  StoreName,
  UploadPart,
} from '#files/stores/store'

/** Kept out of lists: what is being written. */
const SCRATCH = '.incoming'
const UNKNOWN_TYPE = 'application/octet-stream'

/** Files in a folder of this machine. Their type is what the end of their key says. */
export class DiskStore implements Store {
  #uploads: DiskUploads

  constructor(
    readonly name: StoreName,
    private root: string,
    private disk: () => Disk
  ) {
    this.#uploads = new DiskUploads(root)
  }

  put(key: string, body: Uint8Array | Readable, _facts: FileFacts): Promise<void> {
    checkKey(key)
    return this.#plainly(async () => {
      await writeWhole(this.#path(key), body, this.#scratch)
    })
  }

  async find(key: string): Promise<StoredFile | null> {
    if (!isKey(key)) return null
    return this.#plainly(async () => {
      const facts = await this.#factsOf(key)
      if (!facts) return null
      return {
        bytes: facts.contentLength,
        contentType: facts.contentType ?? UNKNOWN_TYPE,
        etag: facts.etag.replace(/^W\//, ''),
        modifiedAt: facts.lastModified,
        stream: (range?: ByteRange) => this.#plainly(() => openFile(this.#path(key), range)),
      }
    })
  }

  async #factsOf(key: string) {
    if (!(await this.disk().exists(key).catch(missing))) return null
    return this.disk().getMetaData(key).catch(missing)
  }

  async *list(prefix: string): AsyncIterable<ListedFile> {
    const folder = prefix.slice(0, prefix.lastIndexOf('/') + 1)
    for await (const key of walkFiles(this.root, folder)) {
      if (!key.startsWith(prefix)) continue
      const facts = await this.#plainly(() => stat(this.#path(key)).catch(missing))
      if (facts) yield { key, bytes: facts.size, modifiedAt: facts.mtime }
    }
  }

  async *folders(folder: string): AsyncIterable<string> {
    checkKey(folder)
    const read = () => readdir(this.#path(folder), { withFileTypes: true }).catch(missing)
    for (const entry of (await this.#plainly(read)) ?? []) {
      if (entry.isDirectory()) yield entry.name
    }
  }

  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) checkKey(key)
    for (const key of keys) await this.#plainly(() => this.disk().delete(key))
  }

  async removeFolder(folder: string): Promise<void> {
    checkKey(folder)
    await this.#plainly(() => rm(this.#path(folder), { recursive: true, force: true }))
  }

  async copy(from: string, to: string): Promise<void> {
    const file = await this.find(from)
    if (!file) throw new NoSuchFile(from)
    await this.put(to, await file.stream(), file)
  }

  async presignGet(): Promise<null> {
    return null
  }

  beginUpload(key: string, facts: FileFacts): Promise<string> {
    checkKey(key)
    return this.#plainly(() => this.#uploads.begin(key, facts))
  }

  async presignPart(): Promise<null> {
    return null
  }

  putPart(key: string, part: PartAddress, body: Readable | Uint8Array): Promise<UploadPart> {
    return this.#plainly(() => this.#uploads.put(key, part, body))
  }

  listParts(key: string, uploadId: string): Promise<UploadPart[]> {
    return this.#plainly(() => this.#uploads.parts(key, uploadId))
  }

  completeUpload(key: string, uploadId: string, parts: readonly UploadPart[]): Promise<void> {
    return this.#plainly(async () => {
      const pieces = await this.#uploads.join(key, uploadId, parts)
      await writeWhole(this.#path(key), pieces, this.#scratch)
      await this.#uploads.remove(uploadId)
    })
  }

  abortUpload(_key: string, uploadId: string): Promise<void> {
    return this.#plainly(() => this.#uploads.remove(uploadId))
  }

  listUploads(before: Date) {
    return this.#uploads.list(before)
  }

  async removeUnfinished(before: Date): Promise<number> {
    let removed = 0
    for await (const { uploadId } of this.listUploads(before)) {
      await this.#uploads.remove(uploadId)
      removed += 1
    }
    for (const name of (await readdir(this.#scratch).catch(missing)) ?? []) {
      const path = join(this.#scratch, name)
      const facts = await stat(path).catch(missing)
      if (!facts || facts.mtime >= before) continue
      await rm(path, { force: true })
      removed += 1
    }
    return removed
  }

  get #scratch(): string {
    return join(this.root, SCRATCH)
  }

  #path(key: string): string {
    return join(this.root, key)
  }

  async #plainly<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act()
    } catch (error) {
      throw diskFault(error, this.name)
    }
  }
}

/** Null for what is gone; other failures stay. */
function missing(error: unknown): null {
  if (['ENOENT', 'ENOTDIR'].includes(codeOf(error))) return null
  throw error
}

/** Opened before the first byte is promised, so that a file that cannot be read is told of in time. */
async function openFile(path: string, range?: ByteRange): Promise<Readable> {
  const stream = createReadStream(path, range)
  await new Promise<void>((resolve, reject) => {
    stream.once('open', () => resolve())
    stream.once('error', reject)
  })
  return stream
}
