import { booleanFilter, searchColumns, textFilter } from '#core/resource/filters'
import { boolean, idList } from '#core/resource/plain_fields'
import { computed, constant, primaryKey } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { email, secret, text } from '#core/resource/text_fields'
import { addGroups } from '#accounts/queries/add_groups'

export const userResource = defineResource({
  model: 'user',
  title: 'User',
  label: 'User',
  table: 'users',
  area: 'admin',
  path: '/api/user/',
  fields: {
    pk: primaryKey(),
    username: text({ label: 'Username', help: 'Username', required: true, maxLength: 150 }),
    first_name: text({ label: 'First Name', help: 'First name of the user', maxLength: 150 }),
    last_name: text({ label: 'Last Name', help: 'Last name of the user', maxLength: 150 }),
    email: email({ label: 'Email', help: 'Email address of the user' }),
    groups: computed({
      type: 'list',
      label: 'Groups',
      schema: { type: 'array', items: { type: 'object' } },
      encode: (row) => String(row.groups ?? '[]'),
    }),
    is_staff: boolean({
      label: 'Administrator',
      help: 'Does this user have staff permissions',
      default: false,
    }),
    is_superuser: boolean({ label: 'Superuser', help: 'Is this user a superuser', default: false }),
    is_active: boolean({ label: 'Active', help: 'Is this user account active', default: true }),
    profile: constant(null),
    id: primaryKey(),
    group_ids: idList({ label: 'Groups', help: 'The groups the user belongs to', of: 'groups' }),
    password: secret({ label: 'Password', help: 'Needed for a new user; 10 characters or more' }),
  },
  complete: addGroups,
  list: {
    filters: {
      is_active: booleanFilter('users.is_active'),
      is_staff: booleanFilter('users.is_staff'),
      is_superuser: booleanFilter('users.is_superuser'),
      username: textFilter('users.username'),
    },
    search: searchColumns('users.username', 'users.first_name', 'users.last_name', 'users.email'),
    ordering: { username: ['users.username_key'], pk: ['users.id'] },
    defaultOrder: ['users.id'],
  },
})
