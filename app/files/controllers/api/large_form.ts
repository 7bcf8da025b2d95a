import type { HttpContext } from '@adonisjs/core/http'
import { type Body, noteBody } from '#core/http/read_api_body'
import { receiveForm } from '#core/http/receive_form'
import type { KeptFile } from '#files/attachments/keep_file'
import { keepStream } from '#files/attachments/keep_stream'
import { largestAtOnce, largestFile, tooLarge } from '#files/attachments/limits'
import { removeFiles } from '#files/attachments/store'

const ROOM_BESIDE_THE_FILE = 1_048_576
const FIELD = 'attachment'
const FORM = /^\s*multipart\/form-data/i

/** A form up to this size is read into memory. */
export function largestFormAtOnce(): number {
  return largestAtOnce() + ROOM_BESIDE_THE_FILE
}

/** A form that says itself that it is larger. One that does not say may not be. */
export function isLargeForm({ request }: HttpContext): boolean {
  return FORM.test(request.header('content-type') ?? '') && lengthOf(request) > largestFormAtOnce()
}

function lengthOf(request: HttpContext['request']): number {
  return Number(request.header('content-length') ?? 0)
}

interface LargeForm {
  fields: Body
  files: { name: string; kept: KeptFile }[]
}

/** Puts the file of a form into the store while it comes in. Throws InvalidInput for one over the limit. */
export async function receiveLargeForm(ctx: HttpContext): Promise<LargeForm> {
  if (lengthOf(ctx.request) > largestFile() + ROOM_BESIDE_THE_FILE) throw tooLarge(FIELD)
  const { fields, files } = await receiveForm(ctx, FIELD, {
    take: async (content, name) => ({ name, kept: await keepStream(content, FIELD) }),
    drop: ({ kept }) => removeFiles(kept.folder),
  })
  const texts = Object.fromEntries(Object.entries(fields).filter(([name]) => name !== FIELD))
  const told = [Object.entries(texts).sort(), files.map(({ name, kept }) => [name, kept.sha256])]
  noteBody(ctx, Buffer.from(JSON.stringify(told)), texts)
  return { fields: texts, files }
}
