import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { sendStored } from '#files/serving/send_stored'
import { mediaStore } from '#files/stores'

/** Only what this product keeps itself: pictures, each under a name that changes with its content. */
const PICTURE = /^parts\/\d+\/[0-9a-f]{32}-(?:64|256|1024)\.webp$/
const A_DAY_PRIVATE = 'private, max-age=86400'

/** Uploaded pictures, for those who may see what they belong to. */
export default class MediaController {
  async show(ctx: HttpContext) {
    const key: string = ctx.params['*'].join('/')
    if (!PICTURE.test(key)) throw new NotFound('File')
    await sendStored(ctx, mediaStore, {
      key,
      contentType: 'image/webp',
      cacheControl: A_DAY_PRIVATE,
    })
  }
}
