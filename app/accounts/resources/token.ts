import { can } from '#core/access'
import { idFilter, textFilter } from '#core/resource/filters'
import { booleanText, dayText, momentText } from '#core/resource/json_text'
import { integer } from '#core/resource/number_fields'
import { date } from '#core/resource/plain_fields'
import { detailOf } from '#core/resource/detail'
import { computed, constant, primaryKey, readOnly } from '#core/resource/read_only_fields'
import { defineResource } from '#core/resource/resource'
import { text } from '#core/resource/text_fields'
import { today } from '#core/time'

const HIDDEN = '*'.repeat(40)

/** Tokens as lists show them: never the token itself. */
export const tokenResource = defineResource({
  model: 'apitoken',
  title: 'ApiToken',
  label: 'API token',
  table: 'api_tokens',
  area: 'admin',
  path: '/api/user/tokens/',
  fields: {
    created: computed({
      type: 'datetime',
      schema: { type: 'string' },
      select: ['created_at'],
      encode: (row) => momentText(row.created_at),
    }),
    expiry: readOnly(date({ label: 'Expiry Date', column: 'expires_on' })),
    id: primaryKey(),
    last_seen: computed({
      type: 'date',
      schema: { type: ['string', 'null'] },
      select: ['last_used_at'],
      encode: (row) =>
        dayText(row.last_used_at === null ? null : String(row.last_used_at).slice(0, 10)),
    }),
    name: readOnly(text({ label: 'Token Name' })),
    token: computed({
      type: 'string',
      help: 'The token is shown only once, when it is made',
      schema: { type: 'string' },
      select: ['issued_on'],
      encode: (row) => `"inv-${HIDDEN}-${String(row.issued_on)}"`,
    }),
    active: computed({
      type: 'boolean',
      schema: { type: 'boolean' },
      select: ['expires_on', 'revoked_at'],
      encode: (row) => booleanText(row.revoked_at === null && String(row.expires_on) >= today()),
    }),
    revoked: computed({
      type: 'boolean',
      schema: { type: 'boolean' },
      select: ['revoked_at'],
      encode: (row) => booleanText(row.revoked_at !== null),
    }),
    user: readOnly(integer({ column: 'user_id' })),
    user_detail: detailOf('user', { on: 'user_detail', column: 'user_id' }),
    in_use: constant(false),
    pk: primaryKey(),
    last_used: computed({
      type: 'datetime',
      help: 'When it was last used',
      schema: { type: ['string', 'null'] },
      select: ['last_used_at'],
      encode: (row) => momentText(row.last_used_at),
    }),
  },
  visibleTo: (query, actor) => {
    if (!can(actor, 'admin', 'view')) query.where('api_tokens.user_id', actor.id)
  },
  list: {
    filters: { user: idFilter('api_tokens.user_id'), name: textFilter('api_tokens.name') },
    ordering: { id: ['api_tokens.id'], name: ['api_tokens.name'] },
    defaultOrder: ['-api_tokens.id'],
  },
})
