import { InvalidInput } from '#core/exceptions'
import type { KeepUpload, Upload } from '#core/resource/define_endpoints'
import { LARGEST_PICTURE_BYTES, readPicture } from '#files/pictures/read_picture'
import { keepPicture, removePicture } from '#catalog/actions/change_picture'
import type { PictureOwner } from '#catalog/picture_owners'

const ROOM_BESIDE_THE_FILE = 1_048_576

/** `image` of a changed object: a file as InvenTree's clients send it; empty or null takes it away. */
export function pictureUpload(owner: PictureOwner): Upload {
  return {
    largestForm: LARGEST_PICTURE_BYTES + ROOM_BESIDE_THE_FILE,
    receive: ({ image }) => receive(owner, image),
  }
}

async function receive(owner: PictureOwner, image: unknown): Promise<KeepUpload | null> {
  // Who reads an object and sends the whole of it back means the picture that it has.
  if (image === undefined || (typeof image === 'string' && image.startsWith('/'))) return null
  if (image === null || image === '') {
    return (id, actor, unit) => removePicture({ owner, id }, actor, unit)
  }
  if (!(image instanceof File)) {
    throw InvalidInput.field(
      'image',
      'The submitted data was not a file. Check the encoding type on the form.'
    )
  }
  if (image.size > LARGEST_PICTURE_BYTES) {
    throw InvalidInput.field('image', 'The file is larger than 15 MB.')
  }
  const picture = await readPicture(new Uint8Array(await image.arrayBuffer()))
  return (id, actor, unit) => keepPicture({ owner, id, picture }, actor, unit)
}
