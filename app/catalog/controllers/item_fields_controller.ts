import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { textField, toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { Stale } from '#core/row_version'
import { updatePart } from '#catalog/actions/update_part'
import { parseChange } from '#catalog/controllers/form'
import { inPagesWords } from '#catalog/controllers/form_words'
import { ITEM_FORM } from '#catalog/controllers/item_form'
import { readItemRows } from '#catalog/queries/item_rows'
import { partResource } from '#catalog/resources/part'

/** What can be changed in the list itself. */
const FIELDS = ['name', 'IPN', 'purchase_price', 'sale_price', 'minimum_stock']

/** One field of an item, changed in the list; answered in JSON. */
export default class ItemFieldsController {
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const field = textField(ctx, 'field')
    if (!FIELDS.includes(field)) return refuse(ctx, 400, t('This cannot be changed here.'))
    const seen = textField(ctx, 'version')
    try {
      const values = await parseField(field, textField(ctx, 'value'))
      await updatePart({ id, values, seen }, ctx.actor)
      return ctx.response.json({})
    } catch (error) {
      if (error instanceof InvalidInput) return refuse(ctx, 400, messageOf(error))
      if (error instanceof Stale) return refuseStale(ctx, id)
      throw error
    }
  }
}

function parseField(field: string, value: string) {
  const shape = { ...ITEM_FORM, checkboxes: [], references: {}, zeros: [] }
  const isZero = value === '' && field === 'minimum_stock'
  return parseChange(partResource, { [field]: isZero ? '0' : value }, shape)
}

function messageOf(error: InvalidInput): string {
  return Object.values(inPagesWords(error).fields).flat(2).map(String).join(' ')
}

function refuse(ctx: HttpContext, status: number, message: string) {
  return ctx.response.status(status).json({ message })
}

/** Whoever then saves again has seen what they write over. */
async function refuseStale(ctx: HttpContext, id: number) {
  const [row] = await readItemRows([id])
  return ctx.response.status(409).json({
    message: t(
      'Somebody else changed this item meanwhile. Press Enter to save yours, Escape to see theirs.'
    ),
    version: row?.version,
  })
}
