import type { HttpContext } from '@adonisjs/core/http'
import { answerCreated, isDialog, refuseInDialog, renderDialog } from '#core/http/dialog_forms'
import { textField, toId } from '#core/http/form_fields'
import type { FormInput } from '#core/http/form_memory'
import { offerUndo, say } from '#core/http/forms'
import { t } from '#core/i18n'
import { lastDeletion } from '#accounts/deletions'
import { suggestReference } from '#accounts/references'
import { deletePart } from '#catalog/actions/delete_part'
import { createItem, updateItem } from '#catalog/actions/save_item'
import { parseChange, parseNew, pickerTexts, saveEdited } from '#catalog/controllers/form'
import { inPagesWords, refuseForm } from '#catalog/controllers/form_words'
import {
  copyOf,
  editItemForm,
  furtherCategoriesOf,
  ITEM_FORM,
  itemForm,
  newItem,
  valuesOf,
} from '#catalog/controllers/item_form'
import { chooseSection } from '#catalog/controllers/item_sections'
import { itemListQuery, placeOf, readItemList } from '#catalog/controllers/item_list_request'
import { itemTable } from '#catalog/controllers/item_table'
import { neighboursOf } from '#catalog/queries/list_items'
import { readItem } from '#catalog/queries/read_item'
import { PART_PICTURES } from '#catalog/picture_owners'
import { readPicture } from '#catalog/queries/read_pictures'
import { partResource } from '#catalog/resources/part'

/** Items: what the shop buys, keeps and sells. */
export default class ItemsController {
  async index(ctx: HttpContext) {
    return ctx.view.render('pages/catalog/items/index', await itemTable(ctx))
  }

  async create(ctx: HttpContext) {
    if (isDialog(ctx)) return this.#dialog(ctx, { name: textField(ctx, 'name') })
    const copied = toId(ctx.request.qs().copy)
    const beginning = copied ? copyOf(await readItem(copied)) : newItem(ctx.request.qs())
    const form = await itemForm(ctx, beginning)
    const nextSku = await suggestReference('sku')
    return ctx.view.render('pages/catalog/items/new', { ...form, nextSku })
  }

  async store(ctx: HttpContext) {
    try {
      const input = ctx.request.body()
      const values = await parseNew(partResource, input, ITEM_FORM)
      const id = await createItem(values, furtherCategoriesOf(input), ctx.actor)
      if (isDialog(ctx)) return answerCreated(ctx, { id, text: values.name })
      say(ctx, t('{name} was added.', { name: values.name }))
      return ctx.response.redirect(input.next === 'another' ? nextItem(input) : `/items/${id}`)
    } catch (error) {
      if (!isDialog(ctx)) return refuseForm(ctx, error)
      refuseInDialog(ctx, inPagesWords(error))
      return this.#dialog(ctx, ctx.request.body())
    }
  }

  async #dialog(ctx: HttpContext, values: FormInput) {
    const texts = await pickerTexts(ITEM_FORM, values)
    return renderDialog(ctx, 'pages/catalog/items/dialog', { values, texts })
  }

  async show(ctx: HttpContext) {
    const item = await readItem(toId(ctx.params.id))
    const list = await readItemList(ctx.request.qs())
    const place = placeOf(ctx.request.qs())
    return ctx.view.render('pages/catalog/items/show', {
      item,
      listQuery: itemListQuery(list),
      place,
      neighbours: place === null ? null : await neighboursOf(item.id, list, place),
      picture: await readPicture(PART_PICTURES, item.id),
      ...chooseSection(ctx),
    })
  }

  async edit(ctx: HttpContext) {
    const item = await readItem(toId(ctx.params.id))
    const form = await editItemForm(ctx, item)
    return ctx.view.render('pages/catalog/items/edit', { item, ...form })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const stored = valuesOf(await readItem(id))
      const isSaved = await saveEdited(ctx, stored, async (input, seen) => {
        const values = await parseChange(partResource, input, ITEM_FORM)
        const categoryIds = furtherCategoriesOf(input)
        await updateItem({ id, values, categoryIds, seen }, ctx.actor)
      })
      if (!isSaved) return
      say(ctx, t('The changes are saved.'))
      return ctx.response.redirect(`/items/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const removal = await deletePart(id, ctx.actor)
    if (removal.outcome === 'deleted') {
      say(ctx, t('{name} was deleted.', { name: removal.name }))
      offerUndo(ctx, { action: `/deletions/${await lastDeletion('part', id)}/restore` })
      return ctx.response.redirect('/items')
    }
    const { name, reason } = removal
    const text = t('{name} was not deleted, because {reason}. It is inactive now.', {
      name,
      reason: t(reason),
    })
    say(ctx, text, 'info')
    offerUndo(ctx, { action: `/items/${id}/activate` })
    return ctx.response.redirect(`/items/${id}`)
  }
}

/** The form for one more item that belongs where this one does. */
function nextItem(input: FormInput): string {
  const kept = new URLSearchParams()
  for (const name of ['category', 'supplier', 'default_location', 'units']) {
    if (typeof input[name] === 'string' && input[name] !== '') kept.set(name, input[name])
  }
  return `/items/new?${kept.toString()}`
}
