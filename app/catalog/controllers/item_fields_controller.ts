import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { t } from '#core/i18n'
import { updatePart } from '#catalog/actions/update_part'
import { answerCellEdit } from '#catalog/controllers/cell_edit'
import { parseChange } from '#catalog/controllers/form'
import { ITEM_FORM } from '#catalog/controllers/item_form'
import { readItemRows } from '#catalog/queries/item_rows'
import { partResource } from '#catalog/resources/part'

const FIELDS = ['name', 'IPN', 'purchase_price', 'sale_price', 'minimum_stock']

/** One field of an item, changed in the list; answered in JSON. */
export default class ItemFieldsController {
  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    return answerCellEdit(ctx, {
      fields: FIELDS,
      save: async ({ field, value, seen }) =>
        updatePart({ id, values: await parseField(field, value), seen }, ctx.actor),
      staleMessage: t(
        'Somebody else changed this item meanwhile. Press Enter to save yours, Escape to see theirs.'
      ),
      async versionNow() {
        const [row] = await readItemRows([id])
        return row?.version
      },
    })
  }
}

function parseField(field: string, value: string) {
  const shape = { ...ITEM_FORM, checkboxes: [], references: {}, zeros: [] }
  const isZero = value === '' && field === 'minimum_stock'
  return parseChange(partResource, { [field]: isZero ? '0' : value }, shape)
}
