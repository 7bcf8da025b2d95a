import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { FORMATS, originalKey, sizeKey, SIZES } from '#files/attachments/store'
import { readAttachedFile } from '#files/queries/read_attachments'
import { sendFile } from '#files/attachments/send_file'

const SIZE_FILE = new RegExp(`^(${SIZES.join('|')})\\.(${FORMATS.join('|')})$`)

/** A file, for those who may see what it is attached to. */
export async function sendAttachedFile(ctx: HttpContext) {
  const file = await readAttachedFile(toId(ctx.params.id), ctx.actor)
  return sendFile(ctx, originalKey(file.folder), {
    name: file.name,
    contentType: file.contentType,
    etag: `"${file.sha256}"`,
    isInline: file.isImage,
  })
}

/** A picture in one of its sizes. */
export async function sendSize(ctx: HttpContext) {
  const [, size, format] = SIZE_FILE.exec(String(ctx.params.file)) ?? []
  const file = await readAttachedFile(toId(ctx.params.id), ctx.actor)
  const known = FORMATS.find((one) => one === format)
  if (!known || !file.hasSizes) throw new NotFound('File')
  return sendFile(ctx, sizeKey(file.folder, Number(size), known), {
    name: `${size}.${known}`,
    contentType: `image/${known}`,
    etag: `"${file.sha256.slice(0, 32)}-${size}-${known}"`,
    isInline: true,
  })
}
