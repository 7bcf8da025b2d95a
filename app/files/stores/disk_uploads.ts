import { randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { codeOf } from '#files/stores/disk_faults'
import { PartsDiffer, UploadGone } from '#files/stores/faults'
import { writeWhole } from '#files/stores/write_file'
import type { FileFacts, PartAddress, UnfinishedUpload, UploadPart } from '#files/stores/store'

const FOLDER = '.uploads'
const ABOUT = 'about.json'
const UPLOAD_ID = /^[0-9a-f-]{36}$/
/** The number, bytes and checksum of a part are its name, so that a list needs no look inside. */
const PART = /^(\d{5})-(\d+)-([0-9a-f]{32})$/
const MOST_PARTS = 10_000

interface About {
  key: string
  contentType: string
}

/** Uploads in parts on a disk: a folder for each, below the store's own. */
export class DiskUploads {
  constructor(private root: string) {}

  async begin(key: string, { contentType }: FileFacts): Promise<string> {
    const uploadId = randomUUID()
    const about: About = { key, contentType }
    const folder = this.#folder(uploadId)
    await writeWhole(join(folder, ABOUT), Buffer.from(JSON.stringify(about)), folder)
    return uploadId
  }

  async put(
    key: string,
    { uploadId, number }: PartAddress,
    body: Readable | Uint8Array
  ): Promise<UploadPart> {
    if (!Number.isInteger(number) || number < 1 || number > MOST_PARTS) throw new PartsDiffer()
    await this.#check(key, uploadId)
    const folder = this.#folder(uploadId)
    const arriving = join(folder, `.${randomUUID()}`)
    const { bytes, etag } = await writeWhole(arriving, body, folder)
    const named = await this.#named(uploadId)
    const earlier = named.filter((part) => part.number === number)
    const name = `${String(number).padStart(5, '0')}-${bytes}-${etag.slice(1, -1)}`
    await rename(arriving, join(folder, name))
    for (const old of earlier) if (old.name !== name) await rm(join(folder, old.name))
    return { number, etag, bytes }
  }

  async parts(key: string, uploadId: string): Promise<UploadPart[]> {
    await this.#check(key, uploadId)
    const named = await this.#named(uploadId)
    return named.map(({ number, etag, bytes }) => ({ number, etag, bytes }))
  }

  /** The bytes of the parts, one after the other. */
  async join(key: string, uploadId: string, parts: readonly UploadPart[]): Promise<Readable> {
    await this.#check(key, uploadId)
    const arrived = await this.#named(uploadId)
    const names = inOrder(parts).map(({ number, etag }) => {
      const found = arrived.find((part) => part.number === number && part.etag === etag)
      if (!found) throw new PartsDiffer()
      return join(this.#folder(uploadId), found.name)
    })
    return Readable.from(readOneByOne(names))
  }

  async remove(uploadId: string): Promise<void> {
    if (!UPLOAD_ID.test(uploadId)) return
    await rm(this.#folder(uploadId), { recursive: true, force: true })
  }

  async *list(before: Date): AsyncIterable<UnfinishedUpload> {
    for (const uploadId of await readdir(join(this.root, FOLDER)).catch(none)) {
      const about = await this.#about(uploadId)
      const facts = await stat(join(this.#folder(uploadId), ABOUT)).catch(none)
      if (!about || !('mtime' in facts) || facts.mtime >= before) continue
      yield { key: about.key, uploadId, startedAt: facts.mtime }
    }
  }

  async #check(key: string, uploadId: string): Promise<void> {
    const about = await this.#about(uploadId)
    if (about?.key !== key) throw new UploadGone()
  }

  async #about(uploadId: string): Promise<About | null> {
    if (!UPLOAD_ID.test(uploadId)) return null
    const text = await readFile(join(this.#folder(uploadId), ABOUT), 'utf8').catch(none)
    return typeof text === 'string' ? JSON.parse(text) : null
  }

  async #named(uploadId: string) {
    const names: string[] = await readdir(this.#folder(uploadId)).catch(none)
    return names.sort().flatMap((name) => {
      const [, number, bytes, md5] = PART.exec(name) ?? []
      return number
        ? [{ name, number: Number(number), bytes: Number(bytes), etag: `"${md5}"` }]
        : []
    })
  }

  #folder(uploadId: string): string {
    return join(this.root, FOLDER, uploadId)
  }
}

function none(error: unknown): [] {
  if (codeOf(error) === 'ENOENT') return []
  throw error
}

function inOrder(parts: readonly UploadPart[]): UploadPart[] {
  if (parts.length === 0) throw new PartsDiffer()
  return [...parts].sort((one, other) => one.number - other.number)
}

async function* readOneByOne(paths: readonly string[]) {
  for (const path of paths) yield* createReadStream(path)
}
