import { primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'

/** A user as they stand inside other objects (`user_detail`): whoever may see the stock may see who moved it. */
export const userBriefResource = defineResource({
  model: 'userbrief',
  title: 'User',
  label: 'User',
  table: 'users',
  area: 'stock',
  path: '/api/user/',
  fields: {
    pk: primaryKey(),
    username: readOnly(text({})),
    first_name: readOnly(text({})),
    last_name: readOnly(text({})),
    email: readOnly(text({})),
  },
  list: { defaultOrder: ['users.username'] },
})
