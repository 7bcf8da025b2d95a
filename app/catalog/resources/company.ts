import { constant, computed, primaryKey } from '#core/resource/read_only_fields'
import { boolean } from '#core/resource/plain_fields'
import { currencyCode, email, text, url } from '#core/resource/text_fields'
import { integer } from '#core/resource/number_fields'
import { integerText } from '#core/resource/json_text'
import { booleanFilter, searchColumns, textFilter } from '#core/resource/filters'
import { defineResource } from '#core/resource/resource'
import { imageField } from '#catalog/resources/part_fields'
import { countSuppliedParts } from '#catalog/queries/count_supplied_parts'

export const companyResource = defineResource({
  model: 'company',
  title: 'Company',
  label: 'Company',
  table: 'companies',
  area: 'purchase_order',
  path: '/api/company/',
  fields: {
    pk: primaryKey(),
    name: text({ label: 'Company name', help: 'Company name', required: true, maxLength: 100 }),
    description: text({
      label: 'Company description',
      help: 'Description of the company',
      maxLength: 500,
    }),
    website: url({ label: 'Website', help: 'Company website URL' }),
    phone: text({ label: 'Phone number', help: 'Contact phone number', maxLength: 50 }),
    email: email({ label: 'Email', help: 'Contact email address', nullable: true }),
    currency: currencyCode({
      label: 'Currency',
      help: 'Default currency used for this company',
    }),
    contact: text({ label: 'Contact', help: 'Point of contact', maxLength: 100 }),
    link: url({ label: 'Link', help: 'Link to external company information' }),
    image: imageField(),
    active: boolean({
      column: 'is_active',
      label: 'Active',
      help: 'Is this company active?',
      default: true,
    }),
    is_customer: boolean({
      label: 'Is customer',
      help: 'Do you sell items to this company?',
      default: false,
    }),
    is_manufacturer: boolean({
      label: 'Is manufacturer',
      help: 'Does this company manufacture parts?',
      default: false,
    }),
    is_supplier: boolean({
      label: 'Is supplier',
      help: 'Do you purchase items from this company?',
      default: true,
    }),
    notes: text({ label: 'Notes', help: 'Markdown notes', nullable: true, maxLength: 50_000 }),
    parts_supplied: computed({
      type: 'integer',
      label: 'Parts supplied',
      schema: { type: ['integer', 'null'] },
      encode: (row) => integerText(row.parts_supplied),
    }),
    parts_manufactured: constant(0),
    tax_id: text({ label: 'Tax ID', help: 'Company Tax ID', maxLength: 50 }),
    id: primaryKey(),
    address: text({ label: 'Address', help: 'Postal address', maxLength: 500 }),
    lead_time_days: integer({
      label: 'Lead time (days)',
      help: 'Days from order to delivery',
      nullable: true,
      max: 3650,
    }),
  },
  complete: countSuppliedParts,
  list: {
    filters: {
      active: booleanFilter('companies.is_active'),
      is_customer: booleanFilter('companies.is_customer'),
      is_manufacturer: booleanFilter('companies.is_manufacturer'),
      is_supplier: booleanFilter('companies.is_supplier'),
      name: textFilter('companies.name'),
    },
    search: searchColumns(
      'companies.name',
      'companies.description',
      'companies.website',
      'companies.tax_id'
    ),
    ordering: {
      name: ['companies.name'],
      active: ['companies.is_active', 'companies.name'],
      pk: ['companies.id'],
    },
    defaultOrder: ['companies.name'],
  },
})
