import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden, NotFound } from '#core/exceptions'
import { findPictureKind } from '#files/pictures/picture_kinds'
import {
  originalFile,
  PICTURE_SIZES,
  pictureFile,
  type PictureFormat,
} from '#files/pictures/picture_sizes'
import { findPicture, type KeptPicture } from '#files/queries/find_picture'
import { sendStored, type SentFile } from '#files/serving/send_stored'
import { mediaStore } from '#files/stores'

/** Only what this product keeps itself: pictures, each under a name that changes with its content. */
const PICTURE = /^(([a-z]+)\/\d+\/[0-9a-f]{32})-(\d+)\.webp$/
const A_DAY_PRIVATE = 'private, max-age=86400'
const NOT_KEPT = 'private, no-store'

interface Asked {
  key: string
  size: (typeof PICTURE_SIZES)[number]
}

/**
 * Uploaded pictures, for those who may see what they belong to. The address is the one of WebP; who takes
 * AVIF gets the smaller file, and everybody the file that was uploaded until the sizes are made.
 */
export default class MediaController {
  async show(ctx: HttpContext) {
    const [, key, folder, sides] = PICTURE.exec(ctx.params['*'].join('/')) ?? []
    const kind = findPictureKind(folder ?? '')
    const size = PICTURE_SIZES.find((known) => String(known) === sides)
    if (!kind || !size) throw new NotFound('File')
    if (!can(ctx.actor, kind.area, 'view')) throw new Forbidden(kind.area, 'view')
    const picture = await findPicture(kind, key)
    if (!picture) throw new NotFound('File')
    ctx.response.vary('Accept')
    await sendStored(ctx, mediaStore, fileFor(ctx, { key, size }, picture))
  }
}

function fileFor({ request }: HttpContext, { key, size }: Asked, picture: KeptPicture): SentFile {
  if (picture.state !== 'ready') {
    return { key: originalFile(key), contentType: picture.contentType, cacheControl: NOT_KEPT }
  }
  const accepted = request.header('accept') ?? ''
  const format: PictureFormat =
    picture.formats.includes('avif') && accepted.includes('image/avif') ? 'avif' : 'webp'
  return {
    key: pictureFile(key, size, format),
    contentType: `image/${format}`,
    cacheControl: A_DAY_PRIVATE,
  }
}
