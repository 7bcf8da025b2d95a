import type { HttpContext } from '@adonisjs/core/http'
import type { FormInput } from '#core/http/form_memory'
import { typedBefore, type FormShape } from '#catalog/controllers/form'
import type { CompanyRole } from '#catalog/queries/list_companies'
import type { Company } from '#catalog/queries/read_company'

export const COMPANY_FORM: FormShape = {
  checkboxes: ['active', 'is_supplier', 'is_manufacturer', 'is_customer'],
  references: {},
}

/** What the company form shows: the stored values, or what was typed before it was refused. */
export function companyForm(ctx: HttpContext, stored: FormInput) {
  return { values: { ...stored, ...typedBefore(ctx) } }
}

export function newCompany(role: CompanyRole): FormInput {
  return { active: '1', [`is_${role}`]: '1' }
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
