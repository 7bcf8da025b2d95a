import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { FORMATS, originalKey, sizeKey, SIZES } from '#files/attachments/store'
import { readAttachedFile } from '#files/queries/read_attachments'
import { sendStored } from '#files/serving/send_stored'
import { mediaStore } from '#files/stores'

const SIZE_FILE = new RegExp(String.raw`^(${SIZES.join('|')})\.(${FORMATS.join('|')})$`)
/** The content of an attachment never changes; who has lost the right to it does not get it again. */
const A_DAY_PRIVATE = 'private, max-age=86400'
const ASKED_AGAIN = 'private, no-cache'

/** A file, for those who may see what it is attached to. */
export async function sendAttachedFile(ctx: HttpContext): Promise<void> {
  const file = await readAttachedFile(toId(ctx.params.id), ctx.actor)
  await sendStored(ctx, mediaStore, {
    key: originalKey(file.folder),
    contentType: file.contentType,
    name: file.name,
    // Of what cannot be decoded only its first bytes look like a picture.
    isSaved: file.contentType.startsWith('image/') && !file.isImage,
    cacheControl: ASKED_AGAIN,
  })
}

/** A picture in one of its sizes. */
export async function sendSize(ctx: HttpContext): Promise<void> {
  const [, size, format] = SIZE_FILE.exec(String(ctx.params.file)) ?? []
  const file = await readAttachedFile(toId(ctx.params.id), ctx.actor)
  const known = FORMATS.find((one) => one === format)
  if (!known || !file.hasSizes) throw new NotFound('File')
  await sendStored(ctx, mediaStore, {
    key: sizeKey(file.folder, Number(size), known),
    contentType: `image/${known}`,
    name: `${size}.${known}`,
    cacheControl: A_DAY_PRIVATE,
  })
}
