import type { HttpContext } from '@adonisjs/core/http'
import { toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { deletePart } from '#catalog/actions/delete_part'
import { createItem, updateItem } from '#catalog/actions/save_item'
import { parseChange, parseNew } from '#catalog/controllers/form'
import { refuseForm } from '#catalog/controllers/form_words'
import { copyOf, furtherCategoriesOf, ITEM_FORM, itemForm } from '#catalog/controllers/item_form'
import { chooseSection } from '#catalog/controllers/item_sections'
import { itemListQuery, placeOf, readItemList } from '#catalog/controllers/item_list_request'
import { itemTable } from '#catalog/controllers/item_table'
import { neighboursOf } from '#catalog/queries/list_items'
import { readItem } from '#catalog/queries/read_item'
import { readPicture } from '#catalog/queries/read_pictures'
import { partResource } from '#catalog/resources/part'

/** Items: what the shop buys, keeps and sells. */
export default class ItemsController {
  async index(ctx: HttpContext) {
    return ctx.view.render('pages/catalog/items/index', await itemTable(ctx))
  }

  async create(ctx: HttpContext) {
    const copied = toId(ctx.request.qs().copy)
    const model = copied ? copyOf(await readItem(copied)) : null
    return ctx.view.render('pages/catalog/items/new', await itemForm(ctx, model))
  }

  async store(ctx: HttpContext) {
    try {
      const input = ctx.request.body()
      const values = await parseNew(partResource, input, ITEM_FORM)
      const id = await createItem(values, furtherCategoriesOf(input), ctx.actor)
      say(ctx, `${values.name} was added.`)
      return ctx.response.redirect(`/items/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
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
      picture: await readPicture(item.id),
      ...chooseSection(ctx),
    })
  }

  async edit(ctx: HttpContext) {
    const item = await readItem(toId(ctx.params.id))
    return ctx.view.render('pages/catalog/items/edit', { item, ...(await itemForm(ctx, item)) })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const input = ctx.request.body()
      const values = await parseChange(partResource, input, ITEM_FORM)
      await updateItem({ id, values, categoryIds: furtherCategoriesOf(input) }, ctx.actor)
      say(ctx, 'The changes are saved.')
      return ctx.response.redirect(`/items/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    const removal = await deletePart(id, ctx.actor)
    if (removal.outcome === 'deleted') {
      say(ctx, `${removal.name} was deleted.`)
      return ctx.response.redirect('/items')
    }
    const { name, reason } = removal
    say(ctx, `${name} was not deleted, because ${reason}. It is inactive now.`, 'info')
    return ctx.response.redirect(`/items/${id}`)
  }
}
