import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { InvalidInput } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { offerUndo, say } from '#core/http/forms'
import { readUpload } from '#core/http/read_upload'
import { parseFields } from '#core/resource/parse_input'
import { t } from '#core/i18n'
import { addAttachment } from '#files/actions/add_attachment'
import {
  changeAttachment,
  removeAttachment,
  restoreAttachment,
} from '#files/actions/change_attachment'
import {
  attachmentsPath,
  findAttachable,
  requireOwner,
  type Owner,
} from '#files/attachments/attachable'
import { cleanFileName, linkName } from '#files/attachments/file_name'
import { keepBytes, withFile } from '#files/attachments/keep_file'
import { checkSize, largestAtOnce, largestFile, partBytes } from '#files/attachments/limits'
import { listAttachments, readAttachment } from '#files/queries/read_attachments'
import { attachmentResource } from '#files/resources/attachment'
import { unfinishedUploads } from '#files/uploads/upload_row'

const { comment, alt_text: altText, link: linkField, filename } = attachmentResource.fields
const TEXTS = { comment, alt_text: altText, filename }
const LINK = { comment, link: linkField, filename }

/** The attachments of an object: a part of its page, or a page of their own. */
export async function showAttachments(ctx: HttpContext, owner: Owner) {
  const attachments = await listAttachments(owner, ctx.actor)
  const attachable = findAttachable(owner.modelType)
  const isPart = Boolean(ctx.request.header('hx-request'))
  const mayAttach = attachable !== undefined && can(ctx.actor, attachable.resource.area, 'change')
  return ctx.view.render(isPart ? 'pages/files/attachments_part' : 'pages/files/attachments', {
    attachments,
    mayAttach,
    unfinished: mayAttach ? await unfinishedUploads(owner, ctx.actor) : [],
    path: attachmentsPath(owner),
    heading: await attachable?.heading(owner.modelId),
    back: `${attachable?.path ?? ''}/${owner.modelId}`,
    place: attachable?.place,
    limits: { file: largestFile(), whole: partBytes(1) },
  })
}

/** A file in one request: a small one, or one that was sent without script. */
export async function storeFile(ctx: HttpContext, owner: Owner) {
  await requireOwner(owner, { actor: ctx.actor, right: 'change' })
  try {
    const { name, bytes } = await readUpload(ctx, { field: 'file', largestBytes: largestAtOnce() })
    checkSize(bytes.length, 'file', largestAtOnce())
    const id = await withFile(
      () => keepBytes(bytes),
      (file) => addAttachment({ owner, name: cleanFileName(name), content: { file } }, ctx.actor)
    )
    return await answerAdded(ctx, { id, owner })
  } catch (error) {
    return refuse(ctx, error, owner)
  }
}

export async function storeLink(ctx: HttpContext, owner: Owner) {
  try {
    const values = await parseFields(LINK, ctx.request.body())
    const link = values.link ?? ''
    if (link === '') throw InvalidInput.field('link', t('Enter the address of a web page.'))
    const name = values.filename ? cleanFileName(values.filename) : linkName(link)
    const attachment = { owner, name, comment: values.comment, content: { link } }
    return await answerAdded(ctx, { id: await addAttachment(attachment, ctx.actor), owner })
  } catch (error) {
    return refuse(ctx, error, owner)
  }
}

async function answerAdded(ctx: HttpContext, { id, owner }: { id: number; owner: Owner }) {
  if (ctx.request.header('hx-request')) {
    ctx.response.status(201)
    return renderRow(ctx, id)
  }
  const { name } = await readAttachment(id, ctx.actor)
  say(ctx, t('{name} is attached.', { name }))
  return ctx.response.redirect(attachmentsPath(owner))
}

export async function showRow(ctx: HttpContext) {
  return renderRow(ctx, toId(ctx.params.id))
}

async function renderRow(ctx: HttpContext, id: number) {
  const attachment = await readAttachment(id, ctx.actor)
  return ctx.view.render('pages/files/attachment_row', { attachment })
}

/** What stands for the file: asked for again until its sizes are made. */
export async function showThumb(ctx: HttpContext) {
  const attachment = await readAttachment(toId(ctx.params.id), ctx.actor)
  return ctx.view.render('pages/files/attachment_thumb', { attachment })
}

export async function updateAttachment(ctx: HttpContext) {
  const id = toId(ctx.params.id)
  const { owner } = await readAttachment(id, ctx.actor)
  try {
    const values = await parseFields(TEXTS, ctx.request.body(), { partial: true })
    const change = { comment: values.comment, altText: values.alt_text }
    const name = values.filename || undefined
    await changeAttachment({ id, values: { ...change, name } }, ctx.actor)
  } catch (error) {
    return refuse(ctx, error, owner)
  }
  if (ctx.request.header('hx-request')) return renderRow(ctx, id)
  say(ctx, t('The changes are saved.'))
  return ctx.response.redirect(attachmentsPath(owner))
}

export async function destroyAttachment(ctx: HttpContext) {
  const id = toId(ctx.params.id)
  const { owner, name } = await readAttachment(id, ctx.actor)
  await removeAttachment(id, ctx.actor)
  // A script takes the row away and offers to put it back.
  if (ctx.request.header('hx-request')) return ctx.response.send('')
  say(ctx, t('{name} was deleted.', { name }))
  offerUndo(ctx, { action: `/files/${id}/restore` })
  return ctx.response.redirect(attachmentsPath(owner))
}

export async function restoreRemoved(ctx: HttpContext) {
  const id = toId(ctx.params.id)
  const owner = await restoreAttachment(id, ctx.actor)
  if (ctx.request.header('hx-request')) return renderRow(ctx, id)
  const { name } = await readAttachment(id, ctx.actor)
  say(ctx, t('{name} is back.', { name }))
  return ctx.response.redirect(attachmentsPath(owner))
}

function refuse(ctx: HttpContext, error: unknown, owner: Owner) {
  if (!(error instanceof InvalidInput)) throw error
  const text = Object.values(error.fields).flat().join(' ')
  if (ctx.request.header('hx-request')) return ctx.response.status(400).send(text)
  say(ctx, text, 'error')
  return ctx.response.redirect(attachmentsPath(owner))
}
