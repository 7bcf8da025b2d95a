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
import { keepBytes, withFile, type KeptFile } from '#files/attachments/keep_file'
import { withKept } from '#files/attachments/keep_stream'
import { checkSize, largestAtOnce, tooLarge } from '#files/attachments/limits'
import { isLargeForm, largestFormAtOnce, receiveLargeForm } from '#files/controllers/api/large_form'
import { attachmentResource } from '#files/resources/attachment'

const TOO_LARGE = 413

/** POST /api/attachment/: a file as a form, or a link. */
export async function createAttachment(ctx: HttpContext): Promise<void> {
  if (isLargeForm(ctx)) return createLarge(ctx)
  const body = await readForm(ctx)
  const about = await readAbout(ctx, body)
  const file = fileOf(body)
  if (!file) return answerCreated(ctx, linkAttachment(about))
  const bytes = new Uint8Array(await file.arrayBuffer())
  await withFile(
    () => keepBytes(bytes),
    (kept) => answerCreated(ctx, fileAttachment(about, { name: file.name, kept }))
  )
}

/** A file that is too large to be held in memory goes into the store while it comes in. */
async function createLarge(ctx: HttpContext): Promise<void> {
  const { fields, files } = await receiveLargeForm(ctx)
  await withKept(
    files.map(({ kept }) => kept),
    async () => {
      const about = await readAbout(ctx, fields)
      const [file, second] = files
      if (second) throw noFile()
      await answerCreated(ctx, file ? fileAttachment(about, file) : linkAttachment(about))
    }
  )
}

async function readAbout(ctx: HttpContext, body: Body) {
  const values = await parseInput(attachmentResource, body)
  const owner = { modelType: values.model_type, modelId: values.model_id }
  await requireKnownOwner(ctx, owner)
  const { filename, link, comment, alt_text: altText } = values
  return { owner, filename, link: link ?? '', comment, altText }
}

type About = Awaited<ReturnType<typeof readAbout>>

function linkAttachment({ filename, link, ...about }: About): NewAttachment {
  if (link === '') {
    throw new InvalidInput({ attachment: ['Missing file'], link: ['Missing external link'] })
  }
  const name = filename ? cleanFileName(filename) : linkName(link)
  return { ...about, name, content: { link } }
}

function fileAttachment(
  { filename, link, ...about }: About,
  file: { name: string; kept: KeptFile }
): NewAttachment {
  const given = filename || file.name
  const name = given ? cleanFileName(given) : linkName(link)
  return { ...about, name, content: { file: file.kept } }
}

async function readForm(ctx: HttpContext): Promise<Body> {
  try {
    return await readApiBody(ctx, { largestForm: largestFormAtOnce() })
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
    throw noFile()
  }
  checkSize(attachment.size, 'attachment', largestAtOnce())
  return attachment
}

function noFile(): InvalidInput {
  return InvalidInput.field(
    'attachment',
    'The submitted data was not a file. Check the encoding type on the form.'
  )
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
