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

  /** The names of the folders below a key: "parts" has one for each part with pictures. */
  async folders(key: string): Promise<string[]> {
    const names: string[] = []
    let paginationToken: string | undefined
    do {
      const page = await drive.use().listAll(key, { paginationToken })
      for (const entry of page.objects) if (entry.isDirectory) names.push(entry.name)
      paginationToken = page.paginationToken
    } while (paginationToken)
    return names
  },

  async removeFolder(key: string): Promise<void> {
    await drive.use().deleteAll(`${key}/`)
  },

  /** Files that are gone already are no failure. */
  async remove(keys: readonly string[]): Promise<void> {
    for (const key of keys) await drive.use().delete(key)
  },
}
