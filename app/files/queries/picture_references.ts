import { eachRow, type FileReferences } from '#files/references'
import type { PictureKind } from '#files/pictures/picture_kinds'
import { originalFile, sizeFiles } from '#files/pictures/picture_sizes'
import { keptPicture } from '#files/queries/find_picture'

const COLUMNS = ['key', 'format', 'sizes_state', 'formats']

/** A picture that was taken away is kept too, until it is erased with its row. */
export function pictureReferences(
  name: string,
  { folder, table }: Pick<PictureKind, 'folder' | 'table'>
): FileReferences {
  return {
    name,
    store: 'media',
    prefix: `${folder}/`,
    async *needed() {
      for await (const row of eachRow(table, COLUMNS)) {
        const key = String(row.key)
        const { state, formats } = keptPicture(row)
        if (state === 'ready') yield* sizeFiles(key, formats)
        else yield originalFile(key)
      }
    },
    // Those that are being made.
    async *allowed() {
      for await (const row of eachRow(table, COLUMNS)) {
        if (keptPicture(row).state !== 'ready') yield* sizeFiles(String(row.key))
      }
    },
  }
}
