import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden, InvalidInput } from '#core/exceptions'
import { sendJson } from '#core/http/json'
import { readApiBody, type Body } from '#core/http/read_api_body'
import { answerOnce, jsonAnswer } from '#core/idempotency'
import { FieldFault } from '#core/resource/field'
import { missingId, readId } from '#core/resource/plain_fields'
import {
  CODED_MODELS,
  hashOfCode,
  LONGEST_CODE,
  longCode,
  type Coded,
  type CodedModel,
} from '#catalog/barcodes/code'
import { linkBarcode } from '#stock/actions/link_barcode'
import { unlinkBarcode } from '#stock/actions/unlink_barcode'
import { BarcodeTaken } from '#stock/barcodes/barcode_taken'
import { AREA_OF } from '#stock/queries/describe_coded'
import { exists, findBoundCode, findCode } from '#stock/queries/find_code'

/** What InvenTree's clients know the reader of these codes by. */
const PLUGIN = 'InvenTreeBarcode'
const API_URLS: Record<CodedModel, string> = {
  part: '/api/part/',
  stockitem: '/api/stock/',
  stocklocation: '/api/stock/location/',
}
const WEB_URLS: Record<CodedModel, string> = {
  part: '/items/',
  stockitem: '/stock/',
  stocklocation: '/locations/',
}

/** POST /api/barcode/ {barcode}: what a scanned text stands for. */
export async function scanBarcode(ctx: HttpContext): Promise<void> {
  const barcode = readBarcode(await readApiBody(ctx))
  const [found] = await findCode(barcode)
  const echo = { barcode_data: barcode, barcode_hash: hashOfCode(barcode) }
  if (!found) {
    const error = 'No match found for barcode data'
    return sendJson(ctx, 400, { plugin: null, ...echo, error })
  }
  requireRight(ctx, found.model, 'view')
  const success = 'Match found for barcode data'
  sendJson(ctx, 200, { ...named(found), success, plugin: PLUGIN, ...echo })
}

/** POST /api/barcode/link/ {barcode, part | stockitem | stocklocation} */
export async function linkBarcodeByApi(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  const barcode = readBarcode(body)
  const holder = await findBoundCode(barcode)
  if (holder) return refuseTaken(ctx, barcode, holder)
  const coded = await readTarget(body, `Missing data: provide one of '[${quoted()}]'`)
  requireRight(ctx, coded.model, 'change')
  try {
    await answerOnce(ctx, async (unit) => {
      await linkBarcode({ ...coded, code: barcode }, ctx.actor, unit)
      return jsonAnswer(200, {
        success: `Assigned barcode to ${coded.model} instance`,
        [coded.model]: { pk: coded.id },
        barcode_data: barcode,
        barcode_hash: hashOfCode(barcode),
      })
    })
  } catch (error) {
    if (!(error instanceof BarcodeTaken)) throw error
    refuseTaken(ctx, barcode, error.holder)
  }
}

/** POST /api/barcode/unlink/ {part | stockitem | stocklocation}: takes all its linked codes away. */
export async function unlinkBarcodeByApi(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  const names = CODED_MODELS.join(', ')
  const given = CODED_MODELS.filter((model) => body[model] !== undefined)
  if (given.length > 1) refuse(`Multiple conflicting fields: '${names}'`)
  const coded = await readTarget(body, `Missing data: Provide one of '${names}'`)
  requireRight(ctx, coded.model, 'change')
  await answerOnce(ctx, async (unit) => {
    await unlinkBarcode(coded, ctx.actor, unit)
    return jsonAnswer(200, { success: `Barcode unassigned from ${coded.model} instance` })
  })
}

/** POST /api/barcode/generate/ {model, pk}: our own code of an object. */
export async function generateBarcode(ctx: HttpContext): Promise<void> {
  const body = await readApiBody(ctx)
  const missing = ['model', 'pk'].filter((name) => body[name] === undefined)
  if (missing.length > 0) {
    throw new InvalidInput(
      Object.fromEntries(missing.map((name) => [name, ['This field is required.']]))
    )
  }
  const model = CODED_MODELS.find((one) => one === body.model)
  if (!model) return refuse('Model is not supported')
  const id = idOf(body.pk)
  if (id === null) throw InvalidInput.field('pk', 'A valid integer is required.')
  if (!(await exists({ model, id }))) refuse('Model instance not found')
  requireRight(ctx, model, 'view')
  sendJson(ctx, 200, { barcode: longCode({ model, id }) })
}

function readBarcode({ barcode }: Body): string {
  if (barcode === undefined) throw InvalidInput.field('barcode', 'This field is required.')
  if (barcode === null) throw InvalidInput.field('barcode', 'This field may not be null.')
  if (typeof barcode === 'object') throw InvalidInput.field('barcode', 'Not a valid string.')
  const text = String(barcode).trim()
  if (text === '') throw InvalidInput.field('barcode', 'This field may not be blank.')
  if (text.length > LONGEST_CODE) {
    throw InvalidInput.field(
      'barcode',
      `Ensure this field has no more than ${LONGEST_CODE} characters.`
    )
  }
  return text
}

async function readTarget(body: Body, whenMissing: string): Promise<Coded> {
  const model = CODED_MODELS.find((one) => body[one] !== undefined && body[one] !== null)
  if (!model) return refuse(whenMissing)
  const id = idOf(body[model])
  if (id === null || !(await exists({ model, id })))
    throw InvalidInput.field(model, missingId(body[model]))
  return { model, id }
}

function idOf(raw: unknown): number | null {
  try {
    return readId(raw)
  } catch (error) {
    if (error instanceof FieldFault) return null
    throw error
  }
}

function requireRight({ actor }: HttpContext, model: CodedModel, right: 'view' | 'change'): void {
  if (!can(actor, AREA_OF[model], right)) throw new Forbidden(AREA_OF[model], right)
}

function refuse(error: string): never {
  throw new InvalidInput({ error })
}

function refuseTaken(ctx: HttpContext, barcode: string, holder: Coded): void {
  const error = 'Barcode matches existing item'
  sendJson(ctx, 400, { ...named(holder), error, plugin: PLUGIN, barcode_data: barcode })
}

function named({ model, id }: Coded): object {
  return {
    [model]: { pk: id, api_url: `${API_URLS[model]}${id}/`, web_url: `${WEB_URLS[model]}${id}` },
  }
}

function quoted(): string {
  return CODED_MODELS.map((model) => `'${model}'`).join(', ')
}
