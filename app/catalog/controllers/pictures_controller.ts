import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { readUpload } from '#core/http/read_upload'
import { t } from '#core/i18n'
import { LARGEST_PICTURE_BYTES } from '#files/pictures/read_picture'
import { removePicture, restorePicture, setPicture } from '#catalog/actions/change_picture'
import { readPicture } from '#catalog/queries/read_pictures'

/** The picture of an item: shown, uploaded, taken away and put back. */
export default class PicturesController {
  async show(ctx: HttpContext) {
    const picture = await readPicture(toId(ctx.params.id))
    return ctx.view.render('pages/catalog/items/picture', { picture })
  }

  async store(ctx: HttpContext) {
    const partId = toId(ctx.params.id)
    try {
      const upload = await readUpload(ctx, { field: 'image', largestBytes: LARGEST_PICTURE_BYTES })
      await setPicture({ partId, bytes: upload.bytes }, ctx.actor)
    } catch (error) {
      return refuse(ctx, error)
    }
    return answer(ctx, t('The picture is saved.'))
  }

  async destroy(ctx: HttpContext) {
    await removePicture(toId(ctx.params.id), ctx.actor)
    return answer(ctx, t('The picture is removed.'))
  }

  async restore(ctx: HttpContext) {
    const imageId = toId(ctx.params.imageId)
    await restorePicture({ partId: toId(ctx.params.id), imageId }, ctx.actor)
    return answer(ctx, t('The picture is back.'))
  }
}

/** A script shows the picture in its place; without one the whole page comes again. */
async function answer(ctx: HttpContext, message: string) {
  const partId = toId(ctx.params.id)
  if (!ctx.request.header('hx-request')) {
    say(ctx, message)
    return ctx.response.redirect(`/items/${partId}`)
  }
  ctx.response.header('HX-Trigger', asHeader({ toast: { text: message, kind: 'success' } }))
  return ctx.view.render('pages/catalog/items/picture', { picture: await readPicture(partId) })
}

/** A header takes no letters beyond Latin. */
function asHeader(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}

function refuse(ctx: HttpContext, error: unknown) {
  if (!(error instanceof InvalidInput)) throw error
  const text = Object.values(error.fields).flat().join(' ')
  if (ctx.request.header('hx-request')) return ctx.response.status(400).send(text)
  say(ctx, text, 'error')
  return ctx.response.redirect(`/items/${toId(ctx.params.id)}`)
}
