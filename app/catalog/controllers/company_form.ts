import type { HttpContext } from '@adonisjs/core/http'
import type { FormInput } from '#core/http/form_memory'
import { t, translatable } from '#core/i18n'
import { typedBefore, type Edited, type FormShape } from '#catalog/controllers/form'
import type { CompanyRole } from '#catalog/queries/list_companies'
import type { Company } from '#catalog/queries/read_company'

export const COMPANY_FORM: FormShape = {
  checkboxes: ['active', 'is_supplier', 'is_manufacturer', 'is_customer'],
  references: {},
  labels: {
    name: translatable('Name'),
    description: translatable('Description'),
    is_supplier: translatable('Supplier'),
    is_manufacturer: translatable('Manufacturer'),
    is_customer: translatable('Customer'),
    contact: translatable('Contact person'),
    phone: translatable('Phone'),
    email: translatable('E-mail'),
    website: translatable('Website'),
    address: translatable('Address'),
    lead_time_days: translatable('Lead time'),
    currency: translatable('Currency'),
    tax_id: translatable('Tax ID'),
    link: translatable('Link'),
    notes: translatable('Notes'),
    active: translatable('Active'),
  },
}

/** What the company form shows: the stored values, or what was typed before it was refused. */
export function companyForm(ctx: HttpContext, stored: FormInput) {
  return { values: { ...stored, ...typedBefore(ctx) } }
}

export function newCompany(role: CompanyRole): FormInput {
  return { active: '1', [`is_${role}`]: '1' }
}

/** The values of a new company like this one. */
export function copyOf(company: Company): FormInput {
  const name = t('{name} (copy)', { name: company.name }).slice(0, 100)
  return { ...valuesOf(company), name, active: '1' }
}

export function editedCompany(company: Company): Edited {
  const [table, model] = ['companies', 'company']
  return { shape: COMPANY_FORM, table, model, id: company.id, values: valuesOf(company) }
}

export function valuesOf(company: Company): FormInput {
  return {
    name: company.name,
    description: company.description,
    website: company.website,
    link: company.link,
    phone: company.phone,
    email: company.email,
    contact: company.contact,
    address: company.address,
    currency: company.currency,
    tax_id: company.taxId,
    lead_time_days: company.leadTimeDays ?? '',
    notes: company.notes,
    active: tick(company.isActive),
    is_supplier: tick(company.isSupplier),
    is_manufacturer: tick(company.isManufacturer),
    is_customer: tick(company.isCustomer),
  }
}

function tick(isOn: boolean): string {
  return isOn ? '1' : ''
}
