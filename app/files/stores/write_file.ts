import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'

/** Writes a whole file, or none: elsewhere first, to the platter, and then under its name. */
export async function writeWhole(
  path: string,
  body: Uint8Array | Readable,
  scratch: string
): Promise<{ bytes: number; etag: string }> {
  await mkdir(scratch, { recursive: true })
  const unfinished = join(scratch, randomUUID())
  try {
    const written = await writeAll(unfinished, body)
    await mkdir(dirname(path), { recursive: true })
    await rename(unfinished, path)
    await syncFolder(dirname(path))
    return written
  } finally {
    await rm(unfinished, { force: true })
  }
}

async function writeAll(path: string, body: Uint8Array | Readable) {
  const hash = createHash('md5')
  let bytes = 0
  async function* counted() {
    for await (const piece of body instanceof Uint8Array ? [body] : body) {
      hash.update(piece)
      bytes += piece.length
      yield piece
    }
  }
  await pipeline(counted, createWriteStream(path, { flags: 'wx', flush: true }))
  return { bytes, etag: `"${hash.digest('hex')}"` }
}

/** The name of a file is only safe when its folder is on the disk too. */
async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return
  const folder = await open(path, 'r')
  try {
    await folder.sync()
  } finally {
    await folder.close()
  }
}
