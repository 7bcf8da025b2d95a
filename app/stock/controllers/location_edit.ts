import type { HttpContext } from '@adonisjs/core/http'
import { editState, withChoices } from '#core/http/edit_conflict'
import type { FormInput } from '#core/http/form_memory'
import { t, translatable } from '#core/i18n'
import { changesSince } from '#accounts/queries/changes_since'
import { rowState } from '#accounts/queries/row_state'
import type { LocationDetail } from '#stock/queries/get_location'
import { readLocationName } from '#stock/queries/list_locations'
import type { SentForm } from '#stock/validators/location_form'

const LABELS = {
  name: translatable('Name'),
  parent: translatable('Lies within'),
  description: translatable('Description'),
  address: translatable('Address'),
  contact_name: translatable('Contact'),
  contact_phone: translatable('Phone'),
  contact_email: translatable('E-mail'),
  is_default: translatable('Default location'),
  structural: translatable('Only groups other locations'),
  external: translatable('Not on our premises'),
}
const CHECKBOXES = ['is_default', 'structural', 'external']

/** What the edit form carries of the stored location, and what somebody else has changed meanwhile. */
export async function editedLocation(ctx: HttpContext, location: LocationDetail) {
  const { id } = location
  const state = await rowState('stock_locations', 'stocklocation', id)
  const values = formValues(location)
  const edit = editState(ctx, { ...state, values, labels: LABELS, checkboxes: CHECKBOXES })
  const differences = []
  for (const one of edit.differences) {
    const isPlace = one.name === 'parent'
    const name = (side: string) => (isPlace ? readLocationName(Number(side) || undefined) : side)
    differences.push({ ...one, mineText: await name(one.mine), theirsText: await name(one.theirs) })
  }
  const since = edit.staleEntry
  const changes = since === null ? [] : await changesSince('stocklocation', id, since)
  return { edit: { ...edit, differences }, changes }
}

/** A new location like this one; it is not the default as well. */
export function copyOf(location: LocationDetail): LocationDetail {
  const name = t('{name} (copy)', { name: location.name }).slice(0, 100)
  return { ...location, name, isDefault: false }
}

export function formValues(location: LocationDetail): FormInput {
  return {
    name: location.name,
    parent: location.parentId ?? '',
    description: location.description,
    address: location.address,
    contact_name: location.contactName,
    contact_phone: location.contactPhone,
    contact_email: location.contactEmail,
    is_default: location.isDefault ? '1' : '',
    structural: location.isStructural ? '1' : '',
    external: location.isExternal ? '1' : '',
  }
}

/** The sent form with the stored values where those were chosen. */
export function withChosen(ctx: HttpContext, stored: FormInput): SentForm {
  const chosen = withChoices(ctx, stored)
  return {
    request: {
      input: (name: string) => {
        const value = chosen[name]
        return typeof value === 'number' ? String(value) : value
      },
    },
  }
}
