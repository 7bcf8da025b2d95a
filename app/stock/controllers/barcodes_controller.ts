import type { HttpContext } from '@adonisjs/core/http'
import { can } from '#core/access'
import { Forbidden, InvalidInput, NotFound } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { ownCode, type Coded, type CodedModel } from '#catalog/barcodes/code'
import { listLinkedCodes } from '#catalog/queries/find_linked_code'
import { linkBarcode } from '#stock/actions/link_barcode'
import { unlinkBarcode } from '#stock/actions/unlink_barcode'
import { BarcodeTaken } from '#stock/barcodes/barcode_taken'
import { AREA_OF, describeCoded } from '#stock/queries/describe_coded'
import { SCANNED_CODE } from '#stock/barcodes/scanned_code'
import { exists } from '#stock/queries/find_code'
import { findPart } from '#stock/queries/find_choice'

/** The first part of the address says what the codes are of. */
const MODELS: Record<string, CodedModel> = {
  items: 'part',
  stock: 'stockitem',
  locations: 'stocklocation',
}
const PATHS: Record<CodedModel, string> = {
  part: '/items/',
  stockitem: '/stock/',
  stocklocation: '/locations/',
}

/** The codes of an item, a lot or a place: its own, and those of others that are linked to it. */
export default class BarcodesController {
  async show(ctx: HttpContext) {
    return renderCodes(ctx, await codedOf(ctx, 'view'))
  }

  async store(ctx: HttpContext) {
    const coded = await codedOf(ctx, 'change')
    return changed(ctx, coded, async () => {
      await linkBarcode({ ...coded, code: textField(ctx, 'barcode') }, ctx.actor)
      ctx.session.forget(SCANNED_CODE)
      return t('The code is linked.')
    })
  }

  async destroy(ctx: HttpContext) {
    const coded = await codedOf(ctx, 'change')
    return changed(ctx, coded, async () => {
      await unlinkBarcode({ ...coded, barcodeId: toId(ctx.params.codeId) }, ctx.actor)
      return t('The code is no longer linked.')
    })
  }

  /** POST /scan/links: links an unknown code that was just scanned to an item. */
  async link(ctx: HttpContext) {
    const found = await findPart(textField(ctx, 'part'))
    if (typeof found === 'string') {
      throw InvalidInput.field('part', t('Choose the item from the list.'))
    }
    try {
      await linkBarcode({ model: 'part', id: found.id, code: textField(ctx, 'barcode') }, ctx.actor)
    } catch (error) {
      throw await inWords(error)
    }
    say(ctx, t('The code is linked to {item}.', { item: found.text }))
    return ctx.response.redirect(`/items/${found.id}`)
  }
}

async function codedOf(ctx: HttpContext, right: 'view' | 'change'): Promise<Coded> {
  const model = MODELS[ctx.request.url().split('/')[1]]
  const area = AREA_OF[model]
  if (!can(ctx.actor, area, right)) throw new Forbidden(area, right)
  const coded = { model, id: toId(ctx.params.id) }
  if (!(await exists(coded))) throw new NotFound('Barcode')
  return coded
}

/** With script the part of the page is drawn anew, without it the page of the thing. */
async function changed(ctx: HttpContext, coded: Coded, change: () => Promise<string>) {
  const isPart = Boolean(ctx.request.header('hx-request'))
  try {
    const text = await change()
    if (isPart) return await renderCodes(ctx, coded, { done: text })
    say(ctx, text)
    return ctx.response.redirect(PATHS[coded.model] + coded.id)
  } catch (error) {
    const known = await inWords(error)
    if (!isPart || !(known instanceof InvalidInput)) throw known
    return renderCodes(ctx, coded, { problem: String(known.fields.barcode) })
  }
}

/** A code that is taken is refused with the name of what has it. */
async function inWords(error: unknown): Promise<unknown> {
  if (!(error instanceof BarcodeTaken)) return error
  const { title } = await describeCoded(error.holder)
  return InvalidInput.field('barcode', t('This code already belongs to {name}.', { name: title }))
}

async function renderCodes(
  ctx: HttpContext,
  coded: Coded,
  { done = '', problem = '' }: { done?: string; problem?: string } = {}
) {
  const scanned: string = coded.model === 'part' ? ctx.session.get(SCANNED_CODE, '') : ''
  return ctx.view.render('pages/scan/codes_part', {
    coded,
    path: PATHS[coded.model] + coded.id,
    own: ownCode(coded),
    codes: await listLinkedCodes(coded),
    canChange: can(ctx.actor, AREA_OF[coded.model], 'change'),
    done,
    problem,
    typed: problem ? textField(ctx, 'barcode') : scanned,
    isScanned: scanned !== '' && !problem,
  })
}
