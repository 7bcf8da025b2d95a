import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { usernameKey } from '#accounts/models/user'

export interface UserValues {
  username?: string
  email?: string
  firstName?: string
  lastName?: string
  isActive?: boolean
  isStaff?: boolean
  isSuperuser?: boolean
}

const USERNAME = /^[\p{L}\p{N}@.+_-]+$/u
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/

/** The columns of `users` for the given values; what is not given is left out. */
export function prepareUserRow(values: UserValues): Record<string, unknown> {
  refuseBadText(values)
  const row: Record<string, unknown> = {
    username: values.username?.trim(),
    username_key: values.username === undefined ? undefined : usernameKey(values.username),
    email: values.email?.trim(),
    first_name: values.firstName?.trim(),
    last_name: values.lastName?.trim(),
    is_active: asNumber(values.isActive),
    is_staff: asNumber(values.isStaff),
    is_superuser: asNumber(values.isSuperuser),
  }
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== undefined))
}

function asNumber(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value)
}

function refuseBadText({ username, email, firstName, lastName }: UserValues): void {
  if (username !== undefined) refuseBadUsername(username.trim())
  if (email && !isEmail(email.trim())) {
    throw InvalidInput.field('email', t('Enter a valid email address.'))
  }
  refuseLong('first_name', firstName)
  refuseLong('last_name', lastName)
}

function isEmail(text: string): boolean {
  return text.length <= 254 && EMAIL.test(text)
}

function refuseLong(field: string, text = ''): void {
  if (text.length > 150)
    throw InvalidInput.field(field, t('Use at most {count} characters.', { count: 150 }))
}

function refuseBadUsername(username: string): void {
  if (username === '') throw InvalidInput.field('username', t('A username is needed.'))
  if (username.length > 150)
    throw InvalidInput.field('username', t('Use at most {count} characters.', { count: 150 }))
  if (!USERNAME.test(username)) {
    throw InvalidInput.field('username', t('Use letters, digits and @ . + - _ only.'))
  }
}

/** Usernames are one without case; `exceptId` is the user who may keep theirs. */
export async function refuseTakenName(
  unit: UnitOfWork,
  username: string,
  exceptId = 0
): Promise<void> {
  const taken = await unit.trx
    .from('users')
    .where('username_key', usernameKey(username))
    .whereNot('id', exceptId)
    .first()
  if (taken) throw InvalidInput.field('username', t('A user with that username already exists.'))
}
