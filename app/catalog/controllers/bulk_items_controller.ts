import type { HttpContext } from '@adonisjs/core/http'
import { InvalidInput } from '#core/exceptions'
import { toId } from '#core/http/form_fields'
import { offerUndo, say } from '#core/http/forms'
import { t } from '#core/i18n'
import { chosenRows } from '#core/table/chosen_rows'
import { listAddress } from '#core/table/list_address'
import {
  carryOutBulkChange,
  MOST_AT_ONCE,
  startBulkChange,
  startUndo,
} from '#catalog/actions/bulk_changes'
import { readBulkForm } from '#catalog/controllers/bulk_form'
import { pickerTexts } from '#catalog/controllers/form'
import { inPagesWords } from '#catalog/controllers/form_words'
import { ITEM_FORM } from '#catalog/controllers/item_form'
import { itemIdsOfList } from '#catalog/queries/item_ids_of_list'
import { readBulkChange } from '#catalog/queries/read_bulk_change'

/** Changes of many items at once. */
export default class BulkItemsController {
  /** The form; it carries the chosen rows along. */
  async edit(ctx: HttpContext) {
    return showForm(ctx, {})
  }

  async store(ctx: HttpContext) {
    const partIds = await chosenIds(ctx)
    try {
      const change = await readBulkForm(ctx)
      const id = await startBulkChange({ change, partIds }, ctx.actor)
      return await finish(ctx, id, partIds.length)
    } catch (error) {
      if (!(error instanceof InvalidInput)) throw error
      ctx.response.status(400)
      return showForm(ctx, inPagesWords(error).fields)
    }
  }

  async show(ctx: HttpContext) {
    const change = await readBulkChange(toId(ctx.params.id), ctx.actor)
    return ctx.view.render('pages/catalog/items/bulk_change', { change })
  }

  async undo(ctx: HttpContext) {
    const { id, changed } = await readBulkChange(toId(ctx.params.id), ctx.actor)
    const undoId = await startUndo(id, ctx.actor)
    return finish(ctx, undoId, changed)
  }
}

/** Few rows are done at once, and it goes on in the list; the rest is watched on a page of its own. */
async function finish(ctx: HttpContext, id: number, total: number) {
  const page = `/items/bulk/${id}`
  if (total > MOST_AT_ONCE) return ctx.response.redirect(page)
  await carryOutBulkChange(id, ctx.actor)
  const change = await readBulkChange(id, ctx.actor)
  if (change.refused > 0) return ctx.response.redirect(page)
  say(
    ctx,
    t(
      '{count, plural, =0 {Nothing was to be changed.} one {# item changed.} other {# items changed.}}',
      {
        count: change.changed,
      }
    )
  )
  if (change.canUndo) offerUndo(ctx, { action: `${page}/undo`, fields: { back: listAddress(ctx) } })
  const back = listAddress(ctx)
  return ctx.response.redirect(back === '/' ? '/items' : back)
}

async function chosenIds(ctx: HttpContext): Promise<number[]> {
  const rows = chosenRows(ctx)
  const ids = rows.kind === 'ids' ? rows.ids : await itemIdsOfList(rows.query)
  if (ids.length === 0) throw InvalidInput.whole(t('Choose the items first.'))
  return ids
}

async function showForm(ctx: HttpContext, problems: Record<string, unknown>) {
  const values = ctx.request.body()
  const ids = await chosenIds(ctx)
  const { kind } = chosenRows(ctx)
  return ctx.view.render('pages/catalog/items/bulk_edit', {
    values,
    problems,
    texts: await pickerTexts(ITEM_FORM, values),
    total: ids.length,
    chosen: kind === 'ids' ? { chosen: ids.join(',') } : { all: '1', query: values.query },
    back: listAddress(ctx),
  })
}
