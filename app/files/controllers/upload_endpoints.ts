import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest, InvalidInput } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { readRawBody } from '#core/http/read_raw_body'
import { t } from '#core/i18n'
import { beginUpload as begin } from '#files/actions/begin_upload'
import { arrivedParts, cancelUpload, endUpload } from '#files/actions/end_upload'
import type { Owner } from '#files/attachments/attachable'
import { originalKey } from '#files/attachments/store'
import { UploadGone } from '#files/stores/faults'
import { mediaStore } from '#files/stores'
import { problemText } from '#files/uploads/problems'
import { lengthOfPart, readUpload, type FileUpload } from '#files/uploads/upload_row'

const LINK_SECONDS = 900
const GONE = 404

/** Begins an upload in parts; the same file again goes on where it was. */
export async function beginUpload(ctx: HttpContext, owner: Owner) {
  try {
    const bytes = toId(ctx.request.input('bytes'))
    const upload = await begin({ owner, name: textField(ctx, 'name'), bytes }, ctx.actor)
    return ctx.response.status(201).json(await described(upload))
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error
    return ctx.response.status(400).send(Object.values(error.fields).flat().join(' '))
  }
}

/** How far it is, and which parts have arrived. */
export async function showUpload(ctx: HttpContext) {
  return ctx.response.json(await described(await uploadOf(ctx)))
}

async function described(upload: FileUpload) {
  const { token, name, bytes, partBytes, parts, state, problem, attachmentId } = upload
  const arrived = await arrivedParts(upload)
  const message = problemText(problem)
  return { token, name, bytes, partBytes, parts, state, message, attachmentId, arrived }
}

/** Where a part is to be PUT: at the store itself, or here when the store has no such addresses. */
export async function linkOfPart(ctx: HttpContext) {
  const upload = await uploadOf(ctx)
  const number = partOf(ctx, upload)
  const { uploadId, folder } = upload
  const part = { uploadId, number }
  const link = await mediaStore.presignPart(originalKey(folder), part, LINK_SECONDS)
  return ctx.response.json({ url: link ?? `/files/uploads/${upload.token}/parts/${number}` })
}

export async function takePart(ctx: HttpContext) {
  const upload = await uploadOf(ctx)
  const number = partOf(ctx, upload)
  const bytes = await readRawBody(ctx, lengthOfPart(upload, number))
  const { uploadId, folder } = upload
  try {
    await mediaStore.putPart(originalKey(folder), { uploadId, number }, bytes)
  } catch (error) {
    if (!(error instanceof UploadGone)) throw error
    return ctx.response.status(GONE).send(problemText('gone'))
  }
  return ctx.response.status(204).send('')
}

/** All parts are there: the answer comes before the file is checked, which may take a while. */
export async function endUploadOf(ctx: HttpContext) {
  const upload = await uploadOf(ctx)
  await endUpload(upload, ctx.actor)
  return ctx.response.status(202).json(await described({ ...upload, state: 'checking' }))
}

export async function cancelUploadOf(ctx: HttpContext) {
  const upload = await uploadOf(ctx)
  await cancelUpload(upload)
  if (ctx.request.header('hx-request')) return ctx.response.send('')
  return ctx.response.redirect().back()
}

function uploadOf({ params, actor }: HttpContext): Promise<FileUpload> {
  return readUpload(String(params.token), actor)
}

/** Throws for a part that the upload does not have, or takes no more. */
function partOf({ params }: HttpContext, upload: FileUpload): number {
  const number = toId(params.number)
  if (number < 1 || number > upload.parts) throw new BadRequest(t('The file has no such part.'))
  if (upload.state !== 'open') throw new BadRequest(t('The upload is complete already.'))
  return number
}
