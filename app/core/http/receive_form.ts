import type { Readable } from 'node:stream'
import { defineConfig } from '@adonisjs/core/bodyparser'
import BodyParser from '@adonisjs/core/bodyparser_middleware'
import type { HttpContext } from '@adonisjs/core/http'
import { BadRequest } from '#core/exceptions'
import type { Body } from '#core/http/read_api_body'

const parser = new BodyParser(
  defineConfig({
    allowedMethods: ['POST'],
    form: {},
    json: {},
    multipart: {
      autoProcess: false,
      convertEmptyStringsToNull: false,
      types: ['multipart/form-data'],
    },
  })
)

export type TakeFile<T> = (content: AsyncIterable<Buffer>, name: string) => Promise<T>

export interface ReceivedForm<T> {
  fields: Body
  /** What became of each file under the name that was asked for. */
  files: T[]
}

/**
 * A form whose files are taken while they come in, so that none is held in memory. It is read to its end
 * in any case, so that a refusal can be sent. Throws what `take` throws, or 400 when the form is broken;
 * `drop` is then given what was taken before.
 */
export async function receiveForm<T>(
  ctx: HttpContext,
  field: string,
  { take, drop }: { take: TakeFile<T>; drop: (file: T) => Promise<void> }
): Promise<ReceivedForm<T>> {
  await parser.handle(ctx, async () => {})
  const { multipart } = ctx.request
  if (!multipart) throw brokenForm()
  const taking: Promise<T>[] = []
  multipart.onFile(field, { deferValidations: true }, async (part) => {
    const taken = take(withoutDestroying(part), part.filename)
    taking.push(taken)
    await taken.then(
      () => {},
      () => part.resume()
    )
  })
  const isWhole = await multipart.process().then(
    () => true,
    () => false
  )
  const outcomes = await Promise.allSettled(taking)
  const files = outcomes.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = outcomes.find((one) => one.status === 'rejected')
  if (isWhole && !refused) return { fields: ctx.request.body(), files }
  await Promise.all(files.map(drop))
  throw isWhole ? refused?.reason : brokenForm()
}

/** Leaving the loop early must not end the part: the rest of the form stands behind it. */
function withoutDestroying(part: Readable): AsyncIterable<Buffer> {
  return { [Symbol.asyncIterator]: () => part.iterator({ destroyOnReturn: false }) }
}

function brokenForm(): BadRequest {
  return new BadRequest('Multipart form parse error - the form is broken')
}
