import { pictureFile, PICTURE_SIZES } from '#files/pictures/picture_sizes'
import { eachRow, type FileReferences } from '#files/references'

/** A picture that was taken away is kept too, until it is erased with its row. */
export const pictureReferences: FileReferences = {
  name: 'Pictures of items',
  store: 'media',
  prefix: 'parts/',
  async *needed() {
    for await (const { key } of eachRow('part_images', ['key'])) {
      for (const size of PICTURE_SIZES) yield pictureFile(String(key), size)
    }
  },
}
