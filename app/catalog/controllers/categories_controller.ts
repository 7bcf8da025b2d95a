import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, toId } from '#core/http/form_fields'
import type { FormInput } from '#core/http/form_memory'
import { say } from '#core/http/forms'
import { createCategory } from '#catalog/actions/create_category'
import { deleteEmptyCategory } from '#catalog/actions/delete_empty_category'
import { updateCategory } from '#catalog/actions/update_category'
import {
  parseChange,
  parseNew,
  pickerTexts,
  typedBefore,
  type FormShape,
} from '#catalog/controllers/form'
import { refuseForm } from '#catalog/controllers/form_words'
import { isNarrowed, itemListQuery, readItemList } from '#catalog/controllers/item_list_request'
import { CATEGORY_REFERENCE, LOCATION_REFERENCE } from '#catalog/queries/find_reference'
import { listCategoryTree } from '#catalog/queries/list_categories'
import { listItems, PAGE_SIZE } from '#catalog/queries/list_items'
import { readCategory, type Category } from '#catalog/queries/read_category'
import { categoryResource } from '#catalog/resources/category'

const CATEGORY_FORM: FormShape = {
  checkboxes: ['structural'],
  references: { parent: CATEGORY_REFERENCE, default_location: LOCATION_REFERENCE },
}

/** Categories: the tree that items are found by. */
export default class CategoriesController {
  async index({ view }: HttpContext) {
    return view.render('pages/catalog/categories/index', { categories: await listCategoryTree() })
  }

  async show(ctx: HttpContext) {
    const category = await readCategory(toId(ctx.params.id))
    const page = pageNumber(ctx)
    const list = { ...(await readItemList(ctx.request.qs())), categoryId: category.id }
    return ctx.view.render('pages/catalog/categories/show', {
      category,
      ...(await listItems(list, page)),
      list,
      listQuery: itemListQuery(list),
      page,
      firstPlace: (page - 1) * PAGE_SIZE,
      isNarrowed: isNarrowed({ ...list, categoryId: null }),
    })
  }

  async create(ctx: HttpContext) {
    const parent = toId(ctx.request.qs().parent) || ''
    return ctx.view.render('pages/catalog/categories/new', await formOf(ctx, { parent }))
  }

  async store(ctx: HttpContext) {
    try {
      const values = await parseNew(categoryResource, ctx.request.body(), CATEGORY_FORM)
      await createCategory(values, ctx.actor)
      say(ctx, `${values.name} was added.`)
      return ctx.response.redirect('/categories')
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async edit(ctx: HttpContext) {
    const category = await readCategory(toId(ctx.params.id))
    const form = await formOf(ctx, valuesOf(category))
    return ctx.view.render('pages/catalog/categories/edit', { category, ...form })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const values = await parseChange(categoryResource, ctx.request.body(), CATEGORY_FORM)
      await updateCategory({ id, values }, ctx.actor)
      say(ctx, 'The changes are saved.')
      return ctx.response.redirect(`/categories/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    try {
      const { name } = await readCategory(toId(ctx.params.id))
      await deleteEmptyCategory(toId(ctx.params.id), ctx.actor)
      say(ctx, `${name} was deleted.`)
      return ctx.response.redirect('/categories')
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }
}

async function formOf(ctx: HttpContext, stored: FormInput) {
  const values = { ...stored, ...typedBefore(ctx) }
  return { values, texts: await pickerTexts(CATEGORY_FORM, values) }
}

function valuesOf(category: Category): FormInput {
  return {
    name: category.name,
    description: category.description,
    parent: category.parent?.id ?? '',
    default_location: category.defaultLocation?.id ?? '',
    structural: category.isStructural ? '1' : '',
  }
}
