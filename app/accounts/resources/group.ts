import { AREAS, RIGHTS, type Area, type Right } from '#core/access'
import { type InputField, refuse } from '#core/resource/field'
import { searchColumns, textFilter } from '#core/resource/filters'
import { primaryKey } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'
import type { GroupRules } from '#accounts/actions/save_group'
import { addGroupRoles } from '#accounts/queries/add_group_roles'

/** The rights of a group: `{"stock": ["view", "add"], …}`; an area that is not named has none. */
function rolesField(): InputField<GroupRules | undefined> {
  const rights = { type: 'array', items: { enum: RIGHTS } }
  return {
    type: 'field',
    options: { label: 'Roles', help: 'The rights in each area; what is not named is not allowed' },
    schema: {
      type: 'object',
      properties: Object.fromEntries(AREAS.map((area) => [area, rights])),
    },
    select: [],
    encode: () => (row) => String(row.roles ?? '{}'),
    parse: readRoles,
  }
}

function readRoles(raw: unknown): GroupRules {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    refuse('Expected a dictionary of items.')
  }
  return Object.fromEntries(Object.entries(raw).map(([area, rights]) => readRole(area, rights)))
}

function readRole(area: string, rights: unknown): [Area, Right[]] {
  const knownArea = AREAS.find((known) => known === area)
  if (!knownArea) refuse(`"${area}" is not a valid choice.`)
  if (!Array.isArray(rights)) refuse('Expected a list of items.')
  return [knownArea, rights.map(readRight)]
}

function readRight(given: unknown): Right {
  return (
    RIGHTS.find((right) => right === given) ?? refuse(`"${String(given)}" is not a valid choice.`)
  )
}

export const groupResource = defineResource({
  model: 'group',
  title: 'Group',
  label: 'Group',
  table: 'groups',
  area: 'admin',
  path: '/api/user/group/',
  fields: {
    pk: primaryKey(),
    name: text({ label: 'Name', required: true, maxLength: 150 }),
    roles: rolesField(),
    id: primaryKey(),
    description: text({ label: 'Description', maxLength: 250 }),
  },
  complete: addGroupRoles,
  list: {
    filters: { name: textFilter('groups.name') },
    search: searchColumns('groups.name'),
    ordering: { name: ['groups.name'], pk: ['groups.id'] },
    defaultOrder: ['groups.name'],
  },
})
