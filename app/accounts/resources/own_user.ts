import { constant } from '#core/resource/read_only_fields'
import type { Resource } from '#core/resource/resource'
import { userResource } from '#accounts/resources/user'

const PROFILE = {
  language: null,
  theme: null,
  widgets: null,
  displayname: null,
  position: null,
  status: null,
  location: null,
  active: true,
  contact: null,
  type: 'internal',
  organisation: null,
  primary_group: null,
}

const fields = Object.fromEntries(
  Object.entries(userResource.fields).filter(([name]) => name !== 'id')
)

/** Users as they see themselves. */
export const ownUserResource: Resource = {
  ...userResource,
  path: '/api/user/me/',
  fields: { ...fields, profile: constant(PROFILE) },
}
