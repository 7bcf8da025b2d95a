import type { HttpContext } from '@adonisjs/core/http'
import { answerCreated, isDialog, refuseInDialog, renderDialog } from '#core/http/dialog_forms'
import { textField, toId } from '#core/http/form_fields'
import type { FormInput } from '#core/http/form_memory'
import { offerUndo, say } from '#core/http/forms'
import { t, translatable } from '#core/i18n'
import { openTable } from '#core/table/open_table'
import { lastDeletion } from '#accounts/deletions'
import { createCategory } from '#catalog/actions/create_category'
import { deleteEmptyCategory } from '#catalog/actions/delete_empty_category'
import { updateCategory } from '#catalog/actions/update_category'
import {
  editForm,
  parseChange,
  parseNew,
  pickerTexts,
  saveEdited,
  typedBefore,
  type FormShape,
} from '#catalog/controllers/form'
import { inPagesWords, refuseForm } from '#catalog/controllers/form_words'
import { itemTable } from '#catalog/controllers/item_table'
import {
  CATEGORY_REFERENCE,
  LOCATION_REFERENCE,
  referenceText,
} from '#catalog/queries/find_reference'
import { listCategoryTree } from '#catalog/queries/list_categories'
import { readCategory, type Category } from '#catalog/queries/read_category'
import { categoryResource } from '#catalog/resources/category'
import { CATEGORIES_TABLE } from '#catalog/tables'

const CATEGORY_FORM: FormShape = {
  checkboxes: ['structural'],
  references: { parent: CATEGORY_REFERENCE, default_location: LOCATION_REFERENCE },
  labels: {
    name: translatable('Name'),
    parent: translatable('Lies in'),
    description: translatable('Description'),
    default_location: translatable('Default location'),
    structural: translatable('Only groups other categories'),
  },
}

/** Categories: the tree that items are found by. */
export default class CategoriesController {
  async index(ctx: HttpContext) {
    const table = await openTable(ctx, CATEGORIES_TABLE, { path: CATEGORIES_TABLE.path })
    return ctx.view.render('pages/catalog/categories/index', {
      categories: await listCategoryTree(),
      table: table.show({ query: '', ordering: CATEGORIES_TABLE.defaultOrdering, chips: [] }),
    })
  }

  async show(ctx: HttpContext) {
    const category = await readCategory(toId(ctx.params.id))
    const embedding = { path: `/categories/${category.id}`, within: { categoryId: category.id } }
    const items = await itemTable(ctx, embedding)
    return ctx.view.render('pages/catalog/categories/show', { category, ...items })
  }

  async create(ctx: HttpContext) {
    const parent = toId(ctx.request.qs().parent) || ''
    if (isDialog(ctx)) return this.#dialog(ctx, { name: textField(ctx, 'name') })
    return ctx.view.render('pages/catalog/categories/new', await formOf(ctx, { parent }))
  }

  async store(ctx: HttpContext) {
    try {
      const values = await parseNew(categoryResource, ctx.request.body(), CATEGORY_FORM)
      const id = await createCategory(values, ctx.actor)
      if (isDialog(ctx)) return await answerMade(ctx, id)
      say(ctx, t('{name} was added.', { name: values.name }))
      const isAnother = ctx.request.input('next') === 'another'
      const another = `/categories/new?parent=${values.parent ?? ''}`
      return ctx.response.redirect(isAnother ? another : '/categories')
    } catch (error) {
      if (!isDialog(ctx)) return refuseForm(ctx, error)
      refuseInDialog(ctx, inPagesWords(error))
      return this.#dialog(ctx, ctx.request.body())
    }
  }

  async #dialog(ctx: HttpContext, values: FormInput) {
    const texts = await pickerTexts(CATEGORY_FORM, values)
    return renderDialog(ctx, 'pages/catalog/categories/dialog', { values, texts })
  }

  async edit(ctx: HttpContext) {
    const category = await readCategory(toId(ctx.params.id))
    const form = await editForm(ctx, editedOf(category))
    return ctx.view.render('pages/catalog/categories/edit', { category, ...form })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const stored = valuesOf(await readCategory(id))
      const isSaved = await saveEdited(ctx, stored, async (input, seen) => {
        const values = await parseChange(categoryResource, input, CATEGORY_FORM)
        await updateCategory({ id, values, seen }, ctx.actor)
      })
      if (!isSaved) return
      say(ctx, t('The changes are saved.'))
      return ctx.response.redirect(`/categories/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    try {
      const { id, name } = await readCategory(toId(ctx.params.id))
      await deleteEmptyCategory(id, ctx.actor)
      say(ctx, t('{name} was deleted.', { name }))
      offerUndo(ctx, { action: `/deletions/${await lastDeletion('partcategory', id)}/restore` })
      return ctx.response.redirect('/categories')
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }
}

function editedOf(category: Category) {
  const { id } = category
  const [table, model] = ['part_categories', 'partcategory']
  return { shape: CATEGORY_FORM, table, model, id, values: valuesOf(category) }
}

async function answerMade(ctx: HttpContext, id: number): Promise<void> {
  answerCreated(ctx, { id, text: await referenceText(CATEGORY_REFERENCE, id) })
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
