import type { Readable } from 'node:stream'
import drive from '@adonisjs/drive/services/main'

/** A kept file, ready to be sent. */
export interface MediaFile {
  bytes: number
  stream(): Promise<Readable>
}

/** Where uploaded files lie: keys are paths such as "parts/7/3f2a-64.webp". */
export const media = {
  async keep(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    await drive.use().put(key, bytes, { contentType, contentLength: bytes.length })
  },

  /** Null when there is no such file. */
  async find(key: string): Promise<MediaFile | null> {
    const disk = drive.use()
    if (!(await disk.exists(key))) return null
    const { contentLength } = await disk.getMetaData(key)
    return { bytes: contentLength, stream: () => disk.getStream(key) }
  },

  /** Files that are gone already are no failure. */
  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) await drive.use().delete(key)
  },
}
