import type { HttpContext } from '@adonisjs/core/http'
import { t } from '#core/i18n'
import { openTable } from '#core/table/open_table'
import type { FilterChip } from '#core/table/shown_table'
import {
  COMPANY_ORDERINGS,
  COMPANY_ROLES,
  listCompanies,
  type CompanyList,
  type CompanyRole,
} from '#catalog/queries/list_companies'
import { COMPANIES_TABLE } from '#catalog/tables'

const LONGEST_SEARCH = 200

/** What the table of companies shows for a request. */
export async function companyTable(ctx: HttpContext) {
  const table = await openTable(ctx, COMPANIES_TABLE)
  const list = readCompanyList(table.query)
  return {
    ...(await listCompanies(list, table)),
    list,
    role: list.role,
    page: table.page,
    table: table.show({
      query: companyListQuery(list),
      ordering: list.ordering,
      chips: companyChips(list),
      constant: ['role'],
    }),
  }
}

export function readRole(value: unknown): CompanyRole {
  return COMPANY_ROLES.find((known) => known === value) ?? 'supplier'
}

/** Reads which companies a list shows from the address; what cannot be used is as if it was not there. */
export function readCompanyList(query: Record<string, unknown>): CompanyList {
  const ordering = typeof query.ordering === 'string' ? query.ordering : ''
  return {
    role: readRole(query.role),
    search: typeof query.search === 'string' ? query.search.trim().slice(0, LONGEST_SEARCH) : '',
    status: query.status === 'active' || query.status === 'inactive' ? query.status : 'all',
    ordering: COMPANY_ORDERINGS.includes(ordering.replace(/^-/, '')) ? ordering : 'name',
  }
}

/** The address's query part that shows this list again; nothing that is the default is in it. */
function companyListQuery({ role, search, status, ordering }: CompanyList): string {
  const parameters = new URLSearchParams()
  if (role !== 'supplier') parameters.set('role', role)
  if (search) parameters.set('search', search)
  if (status !== 'all') parameters.set('status', status)
  if (ordering !== 'name') parameters.set('ordering', ordering)
  return parameters.toString()
}

export function companyChips({ search, status }: CompanyList): FilterChip[] {
  const chips: FilterChip[] = []
  if (search) chips.push({ text: t('Search: {text}', { text: search }), parameters: ['search'] })
  if (status !== 'all') {
    const text = status === 'active' ? t('Only active') : t('Only inactive')
    chips.push({ text, parameters: ['status'] })
  }
  return chips
}
