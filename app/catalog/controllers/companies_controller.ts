import type { HttpContext } from '@adonisjs/core/http'
import { answerCreated, isDialog, refuseInDialog, renderDialog } from '#core/http/dialog_forms'
import { textField, toId } from '#core/http/form_fields'
import type { FormInput } from '#core/http/form_memory'
import { offerUndo, say } from '#core/http/forms'
import { t, translatable } from '#core/i18n'
import { lastDeletion } from '#accounts/deletions'
import { createCompany, type CompanyValues } from '#catalog/actions/create_company'
import { retireCompany } from '#catalog/actions/retire_company'
import { updateCompany } from '#catalog/actions/update_company'
import {
  COMPANY_FORM,
  companyForm,
  copyOf,
  editedCompany,
  newCompany,
  valuesOf,
} from '#catalog/controllers/company_form'
import { companyTable, readRole } from '#catalog/controllers/company_table'
import { editForm, parseChange, parseNew, saveEdited } from '#catalog/controllers/form'
import { inPagesWords, refuseForm } from '#catalog/controllers/form_words'
import { itemTable } from '#catalog/controllers/item_table'
import { COMPANY_PICTURES } from '#catalog/picture_owners'
import { readCompany } from '#catalog/queries/read_company'
import { readPicture } from '#catalog/queries/read_pictures'
import { companyResource } from '#catalog/resources/company'

const STILL_NAMED = translatable(
  '{name} was not deleted, because items, stock or orders name it. It is inactive now.'
)

/** Companies: whom the shop buys from and sells to. */
export default class CompaniesController {
  async index(ctx: HttpContext) {
    return ctx.view.render('pages/catalog/companies/index', await companyTable(ctx))
  }

  async show(ctx: HttpContext) {
    const company = await readCompany(toId(ctx.params.id))
    const embedding = { path: `/suppliers/${company.id}`, within: { supplierId: company.id } }
    const items = await itemTable(ctx, embedding)
    return ctx.view.render('pages/catalog/companies/show', {
      company,
      picture: await readPicture(COMPANY_PICTURES, company.id),
      ...items,
    })
  }

  async create(ctx: HttpContext) {
    if (isDialog(ctx)) return this.#dialog(ctx, { name: textField(ctx, 'name') })
    const role = readRole(ctx.request.qs().role)
    const copied = toId(ctx.request.qs().copy)
    const beginning = copied ? copyOf(await readCompany(copied)) : newCompany(role)
    const form = companyForm(ctx, beginning)
    return ctx.view.render('pages/catalog/companies/new', { role, ...form })
  }

  async store(ctx: HttpContext) {
    try {
      const values = await parseNew(companyResource, ctx.request.body(), COMPANY_FORM)
      const id = await createCompany(values, ctx.actor)
      if (isDialog(ctx)) return answerCreated(ctx, { id, text: values.name })
      say(ctx, t('{name} was added.', { name: values.name }))
      const isAnother = ctx.request.input('next') === 'another'
      const another = `/suppliers/new?role=${roleMade(values)}`
      return ctx.response.redirect(isAnother ? another : `/suppliers/${id}`)
    } catch (error) {
      if (!isDialog(ctx)) return refuseForm(ctx, error)
      refuseInDialog(ctx, inPagesWords(error))
      return this.#dialog(ctx, ctx.request.body())
    }
  }

  #dialog(ctx: HttpContext, values: FormInput) {
    return renderDialog(ctx, 'pages/catalog/companies/dialog', { values })
  }

  async edit(ctx: HttpContext) {
    const company = await readCompany(toId(ctx.params.id))
    const form = await editForm(ctx, editedCompany(company))
    return ctx.view.render('pages/catalog/companies/edit', { company, ...form })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const stored = valuesOf(await readCompany(id))
      const isSaved = await saveEdited(ctx, stored, async (input, seen) => {
        const values = await parseChange(companyResource, input, COMPANY_FORM)
        await updateCompany({ id, values, seen }, ctx.actor)
      })
      if (!isSaved) return
      say(ctx, t('The changes are saved.'))
      return ctx.response.redirect(`/suppliers/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    const { id, name } = await readCompany(toId(ctx.params.id))
    const outcome = await retireCompany(id, ctx.actor)
    if (outcome === 'deleted') {
      say(ctx, t('{name} was deleted.', { name }))
      offerUndo(ctx, { action: `/deletions/${await lastDeletion('company', id)}/restore` })
      return ctx.response.redirect('/suppliers')
    }
    say(ctx, t(STILL_NAMED, { name }), 'info')
    offerUndo(ctx, { action: `/suppliers/${id}/activate` })
    return ctx.response.redirect(`/suppliers/${id}`)
  }
}

function roleMade({ is_supplier, is_manufacturer }: Partial<CompanyValues>): string {
  if (is_supplier) return 'supplier'
  return is_manufacturer ? 'manufacturer' : 'customer'
}
