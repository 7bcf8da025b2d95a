import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { readUpload } from '#core/http/read_upload'
import { t } from '#core/i18n'
import { LARGEST_PICTURE_BYTES } from '#files/pictures/read_picture'
import { removePicture, restorePicture, setPicture } from '#catalog/actions/change_picture'
import type { PictureOwner } from '#catalog/picture_owners'
import { readPicture } from '#catalog/queries/read_pictures'

/** The picture of an object: shown, uploaded, taken away and put back. */
export abstract class PicturePages {
  abstract owner: PictureOwner

  async show(ctx: HttpContext) {
    const picture = await readPicture(this.owner, toId(ctx.params.id))
    return ctx.view.render('pages/catalog/picture', { picture })
  }

  async store(ctx: HttpContext) {
    try {
      const upload = await readUpload(ctx, { field: 'image', largestBytes: LARGEST_PICTURE_BYTES })
      await setPicture({ ...this.#pictured(ctx), bytes: upload.bytes }, ctx.actor)
    } catch (error) {
      return this.#refuse(ctx, error)
    }
    return this.#answer(ctx, t('The picture is saved.'))
  }

  async destroy(ctx: HttpContext) {
    await removePicture(this.#pictured(ctx), ctx.actor)
    return this.#answer(ctx, t('The picture is removed.'))
  }

  async restore(ctx: HttpContext) {
    const imageId = toId(ctx.params.imageId)
    await restorePicture({ ...this.#pictured(ctx), imageId }, ctx.actor)
    return this.#answer(ctx, t('The picture is back.'))
  }

  #pictured(ctx: HttpContext) {
    return { owner: this.owner, id: toId(ctx.params.id) }
  }

  /** A script shows the picture in its place; without one the whole page comes again. */
  async #answer(ctx: HttpContext, message: string) {
    const id = toId(ctx.params.id)
    if (!ctx.request.header('hx-request')) {
      say(ctx, message)
      return ctx.response.redirect(`${this.owner.path}/${id}`)
    }
    ctx.response.header('HX-Trigger', asHeader({ toast: { text: message, kind: 'success' } }))
    const picture = await readPicture(this.owner, id)
    return ctx.view.render('pages/catalog/picture', { picture })
  }

  #refuse(ctx: HttpContext, error: unknown) {
    if (!(error instanceof InvalidInput)) throw error
    const text = Object.values(error.fields).flat().join(' ')
    if (ctx.request.header('hx-request')) return ctx.response.status(400).send(text)
    say(ctx, text, 'error')
    return ctx.response.redirect(`${this.owner.path}/${toId(ctx.params.id)}`)
  }
}

/** A header takes no letters beyond Latin. */
function asHeader(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[^\x20-\x7e]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
  )
}
