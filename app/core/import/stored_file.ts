import { createHash, randomUUID } from 'node:crypto'
import { mkdir, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { dataDirectory } from '#config/database'
import { t } from '#core/i18n'
import { LARGEST_FILE, unusableFile } from '#core/import/faults'

const FOLDER = join(dataDirectory, 'imports')
const NO_ROOM = new Set(['ENOSPC', 'EDQUOT'])

export interface StoredFile {
  storedName: string
  size: number
  hash: string
}

export function pathOfStored(storedName: string): string {
  return join(FOLDER, storedName)
}

/**
 * Writes what comes in into the folder of imports; nothing stays there when it fails. What comes in is
 * read to its end in any case, so that the refusal can be sent. Throws InvalidInput.
 */
export async function storeFile(source: AsyncIterable<Buffer>): Promise<StoredFile> {
  await mkdir(FOLDER, { recursive: true })
  const storedName = randomUUID()
  const writer = new Writer(pathOfStored(storedName))
  try {
    for await (const chunk of source) await writer.write(chunk)
    return { storedName, ...(await writer.end()) }
  } catch (error) {
    await writer.close()
    await removeStored(storedName)
    throw NO_ROOM.has(error.code) ? noRoom() : error
  }
}

/** Writes until something goes wrong; after that it only takes what still comes. */
class Writer {
  #file: ReturnType<typeof open>
  #hash = createHash('sha256')
  #size = 0
  #fault: unknown

  constructor(path: string) {
    this.#file = open(path, 'wx', 0o600)
  }

  async write(chunk: Buffer): Promise<void> {
    if (this.#fault) return
    this.#size += chunk.length
    this.#hash.update(chunk)
    try {
      if (this.#size > LARGEST_FILE) throw tooLarge()
      const file = await this.#file
      await file.appendFile(chunk)
    } catch (error) {
      this.#fault = error
    }
  }

  async end(): Promise<{ size: number; hash: string }> {
    if (this.#fault) throw this.#fault
    await this.close()
    return { size: this.#size, hash: this.#hash.digest('hex') }
  }

  async close(): Promise<void> {
    const file = await this.#file
    await file.close()
  }
}

export function tooLarge() {
  return unusableFile(
    t('The file is larger than 50 MB. Split it, or leave out columns that are not needed.')
  )
}

function noRoom() {
  return unusableFile(t('The server has no room for this file: its disk is full.'))
}

export async function removeStored(storedName: string | null): Promise<void> {
  if (storedName) await rm(pathOfStored(storedName), { force: true })
}
