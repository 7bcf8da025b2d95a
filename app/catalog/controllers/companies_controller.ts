import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { createCompany } from '#catalog/actions/create_company'
import { retireCompany } from '#catalog/actions/retire_company'
import { updateCompany } from '#catalog/actions/update_company'
import { COMPANY_FORM, companyForm, newCompany, valuesOf } from '#catalog/controllers/company_form'
import { parseChange, parseNew } from '#catalog/controllers/form'
import { refuseForm } from '#catalog/controllers/form_words'
import { isNarrowed, itemListQuery, readItemList } from '#catalog/controllers/item_list_request'
import { COMPANY_ROLES, listCompanies } from '#catalog/queries/list_companies'
import { listItems, PAGE_SIZE } from '#catalog/queries/list_items'
import { readCompany } from '#catalog/queries/read_company'
import { companyResource } from '#catalog/resources/company'

/** Companies: whom the shop buys from and sells to. */
export default class CompaniesController {
  async index(ctx: HttpContext) {
    const list = { role: roleOf(ctx), search: searchOf(ctx), page: pageNumber(ctx) }
    return ctx.view.render('pages/catalog/companies/index', {
      ...list,
      ...(await listCompanies(list)),
    })
  }

  async show(ctx: HttpContext) {
    const company = await readCompany(toId(ctx.params.id))
    const page = pageNumber(ctx)
    const list = { ...(await readItemList(ctx.request.qs())), supplierId: company.id }
    return ctx.view.render('pages/catalog/companies/show', {
      company,
      ...(await listItems(list, page)),
      list,
      listQuery: itemListQuery(list),
      page,
      firstPlace: (page - 1) * PAGE_SIZE,
      isNarrowed: isNarrowed({ ...list, supplierId: null }),
    })
  }

  create(ctx: HttpContext) {
    const role = roleOf(ctx)
    return ctx.view.render('pages/catalog/companies/new', {
      role,
      ...companyForm(ctx, newCompany(role)),
    })
  }

  async store(ctx: HttpContext) {
    try {
      const values = await parseNew(companyResource, ctx.request.body(), COMPANY_FORM)
      const id = await createCompany(values, ctx.actor)
      say(ctx, `${values.name} was added.`)
      return ctx.response.redirect(`/suppliers/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async edit(ctx: HttpContext) {
    const company = await readCompany(toId(ctx.params.id))
    const form = companyForm(ctx, valuesOf(company))
    return ctx.view.render('pages/catalog/companies/edit', { company, ...form })
  }

  async update(ctx: HttpContext) {
    const id = toId(ctx.params.id)
    try {
      const values = await parseChange(companyResource, ctx.request.body(), COMPANY_FORM)
      await updateCompany({ id, values }, ctx.actor)
      say(ctx, 'The changes are saved.')
      return ctx.response.redirect(`/suppliers/${id}`)
    } catch (error) {
      return refuseForm(ctx, error)
    }
  }

  async destroy(ctx: HttpContext) {
    const { id, name } = await readCompany(toId(ctx.params.id))
    const outcome = await retireCompany(id, ctx.actor)
    if (outcome === 'deleted') {
      say(ctx, `${name} was deleted.`)
      return ctx.response.redirect('/suppliers')
    }
    const why = 'items, stock or orders name it'
    say(ctx, `${name} was not deleted, because ${why}. It is inactive now.`, 'info')
    return ctx.response.redirect(`/suppliers/${id}`)
  }
}

function roleOf({ request }: HttpContext) {
  const { role } = request.qs()
  return COMPANY_ROLES.find((known) => known === role) ?? 'supplier'
}

function searchOf({ request }: HttpContext): string {
  const { search } = request.qs()
  return typeof search === 'string' ? search.trim().slice(0, 200) : ''
}
