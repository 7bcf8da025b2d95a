import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest, InvalidInput, NotFound } from '#core/exceptions'
import { idOf } from '#core/http/endpoint'
import { type Body, readApiBody } from '#core/http/read_api_body'
import { answerOnce } from '#core/idempotency'
import { answerBulkDelete } from '#core/resource/bulk'
import { writtenAnswer } from '#core/resource/define_endpoints'
import { parseInput } from '#core/resource/parse_input'
import { missingId } from '#core/resource/plain_fields'
import { requireRow } from '#core/resource/read_rows'
import { addAttachment, type NewAttachment } from '#files/actions/add_attachment'
import { changeAttachment, removeAttachment } from '#files/actions/change_attachment'
import { findAttachable, requireOwner, type Owner } from '#files/attachments/attachable'
import { cleanFileName, linkName } from '#files/attachments/file_name'
import { keepBytes, withFile } from '#files/attachments/keep_file'
import { checkSize, largestAtOnce, tooLarge } from '#files/attachments/limits'
import { attachmentResource } from '#files/resources/attachment'

const ROOM_BESIDE_THE_FILE = 1_048_576
const TOO_LARGE = 413

/** POST /api/attachment/: a file as a form, or a link. */
export async function createAttachment(ctx: HttpContext): Promise<void> {
  const body = await readForm(ctx)
  const values = await parseInput(attachmentResource, body)
  const owner = { modelType: values.model_type, modelId: values.model_id }
  await requireKnownOwner(ctx, owner)
  const file = fileOf(body)
  const link = values.link ?? ''
  if (!file && link === '') {
    throw new InvalidInput({ attachment: ['Missing file'], link: ['Missing external link'] })
  }
  const given = values.filename || file?.name
  const name = given ? cleanFileName(given) : linkName(link)
  const common = { owner, name, comment: values.comment, altText: values.alt_text }
  if (!file) return answerCreated(ctx, { ...common, content: { link } })
  const bytes = new Uint8Array(await file.arrayBuffer())
  await withFile(
    () => keepBytes(bytes),
    (kept) => answerCreated(ctx, { ...common, content: { file: kept } })
  )
}

async function readForm(ctx: HttpContext): Promise<Body> {
  try {
    return await readApiBody(ctx, { largestForm: largestAtOnce() + ROOM_BESIDE_THE_FILE })
  } catch (error) {
    const isTooLarge = error instanceof BadRequest && error.status === TOO_LARGE
    throw isTooLarge ? tooLarge('attachment', largestAtOnce()) : error
  }
}

function answerCreated(ctx: HttpContext, attachment: NewAttachment): Promise<void> {
  return answerOnce(ctx, async (unit) => {
    const id = await addAttachment(attachment, ctx.actor, unit)
    return writtenAnswer(201, attachmentResource, { id, actor: ctx.actor, unit })
  })
}

async function requireKnownOwner({ actor }: HttpContext, owner: Owner): Promise<void> {
  if (!findAttachable(owner.modelType)) {
    throw InvalidInput.field('model_type', `"${owner.modelType}" is not a valid choice.`)
  }
  try {
    await requireOwner(owner, { actor, right: 'change' })
  } catch (error) {
    if (!(error instanceof NotFound)) throw error
    throw InvalidInput.field('model_id', missingId(owner.modelId))
  }
}

function fileOf({ attachment }: Body): File | null {
  if (attachment === undefined || attachment === null || attachment === '') return null
  if (!(attachment instanceof File)) {
    throw InvalidInput.field(
      'attachment',
      'The submitted data was not a file. Check the encoding type on the form.'
    )
  }
  checkSize(attachment.size, 'attachment', largestAtOnce())
  return attachment
}

/** PATCH and PUT: what is said of an attachment; its content stays. */
export async function updateAttachment(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  refuseOtherContent(body)
  const id = idOf(ctx)
  await answerOnce(ctx, async (unit) => {
    await requireRow(attachmentResource, id, { actor: ctx.actor, client: unit.trx })
    const options = { partial: true, client: unit.trx }
    const given = await parseInput(attachmentResource, body, options)
    const values = {
      name: given.filename || undefined,
      comment: given.comment,
      altText: given.alt_text,
      link: given.link || undefined,
    }
    await changeAttachment({ id, values }, ctx.actor, unit)
    return writtenAnswer(200, attachmentResource, { id, actor: ctx.actor, unit })
  })
}

function refuseOtherContent({ attachment }: Body): void {
  // Who reads an attachment and sends the whole of it back means the file that it has.
  if (attachment instanceof File) {
    throw InvalidInput.field(
      'attachment',
      'The file of an attachment cannot be replaced. Upload it as a new attachment.'
    )
  }
}

/** DELETE of one. */
export async function deleteAttachment(ctx: HttpContext): Promise<void> {
  const id = idOf(ctx)
  await answerOnce(ctx, async (unit) => {
    await requireRow(attachmentResource, id, { actor: ctx.actor, client: unit.trx })
    await removeAttachment(id, ctx.actor, unit)
    return { status: 204, text: null }
  })
}

/** DELETE on the list: every one of `items`, all or nothing. */
export function deleteAttachments(ctx: HttpContext): Promise<void> {
  return answerBulkDelete(ctx, attachmentResource, removeAttachment)
}
