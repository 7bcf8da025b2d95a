import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import db from '@adonisjs/lucid/services/db'
import { contentTypeOf, HEAD_BYTES } from '#files/attachments/content_type'
import type { KeptFile } from '#files/attachments/keep_file'
import { checkSize, largestFile, tooLarge } from '#files/attachments/limits'
import { newFolder, originalKey, removeFiles } from '#files/attachments/store'
import { mediaStore } from '#files/stores'

const UNKNOWN_TYPE = 'application/octet-stream'

/**
 * Puts a file into the store while it comes in; what breaks on the way leaves nothing there. Throws
 * InvalidInput for `field` when it is empty or too large.
 */
export async function keepStream(source: AsyncIterable<Buffer>, field: string): Promise<KeptFile> {
  const folder = newFolder()
  const [hash, most] = [createHash('sha256'), largestFile()]
  let head: Buffer = Buffer.alloc(0)
  let bytes = 0
  async function* watched() {
    for await (const piece of source) {
      bytes += piece.length
      if (bytes > most) throw tooLarge(field)
      hash.update(piece)
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece]).subarray(0, HEAD_BYTES)
      yield piece
    }
  }
  try {
    const content = Readable.from(watched(), { objectMode: false })
    await mediaStore.put(originalKey(folder), content, { contentType: UNKNOWN_TYPE })
  } catch (error) {
    throw bytes > most ? tooLarge(field) : error
  }
  try {
    checkSize(bytes, field)
    const contentType = await contentTypeOf(head)
    return { sha256: hash.digest('hex'), bytes, contentType, folder, isNew: true }
  } catch (error) {
    await removeFiles(folder)
    throw error
  }
}

/** Runs what refers to kept files; those that nobody refers to then are removed again. */
export async function withKept<T>(files: readonly KeptFile[], refer: () => Promise<T>): Promise<T> {
  try {
    return await refer()
  } finally {
    for (const { folder } of files) await removeUnused(folder)
  }
}

/** The same content was there, or a repetition got its first answer. What a fault leaves, a job finds. */
async function removeUnused(folder: string): Promise<void> {
  try {
    const row = await db.from('stored_files').where('key', folder).select('id').first()
    if (!row) await removeFiles(folder)
  } catch {
    return
  }
}
