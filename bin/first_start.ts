import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { InvalidSetting } from '#start/settings'
import { dataDirectory } from '#config/database'
import { InvalidInput } from '#core/exceptions'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { createUser } from '#accounts/actions/create_user'
import { ensureStandardGroups } from '#accounts/actions/ensure_standard_groups'
import { makeFirstAdministrator } from '#accounts/actions/make_first_administrator'
import { SYSTEM } from '#accounts/audit'
import { randomPassword } from '#accounts/random_password'
import { enqueueDemo } from '#insights/demo/enqueue_demo'

const DEMO_USERS = ['manager', 'staff', 'viewer']

/** Who can sign in after the start, for the operator. */
export interface SignInHint {
  /** Users and passwords of a first start; undefined on later ones. */
  text?: string
  /** The file that keeps it, when there is one. */
  file?: string
  /** True when nobody can sign in yet: the first page makes the administrator. */
  isSetUpNeeded: boolean
}

const SIGN_IN_FILE = join(dataDirectory, 'first-sign-in.txt')

/** On an empty database: makes the first users and begins to load the demo, as the settings say. */
export async function makeFirstUsers(): Promise<SignInHint> {
  const isFirstStart = (await db.from('users').select('id').first()) === null
  const isAdministratorNamed = env.admin.username !== '' || env.admin.password !== ''
  if (!isFirstStart) return existing()
  if (!env.demo && !isAdministratorNamed) return { isSetUpNeeded: true }

  const administrator = {
    username: env.admin.username || 'admin',
    password: env.admin.password || randomPassword(),
    email: env.admin.email,
  }
  const demoPassword = env.admin.password ? randomPassword() : administrator.password
  const text = describe(administrator.username, demoPassword)
  // Written first: a user whose password nobody knows would be worse than a file too many.
  if (text) writeFileSync(SIGN_IN_FILE, text, { mode: 0o600 })
  await transact(async (unit) => {
    await makeFirstAdministrator(administrator, unit)
    if (!env.demo) return
    await makeDemoUsers(unit, demoPassword)
    await enqueueDemo(unit)
  }).catch(explainRefusal)
  return { text, file: text ? SIGN_IN_FILE : undefined, isSetUpNeeded: false }
}

function existing(): SignInHint {
  return { file: existsSync(SIGN_IN_FILE) ? SIGN_IN_FILE : undefined, isSetUpNeeded: false }
}

async function makeDemoUsers(unit: UnitOfWork, password: string): Promise<void> {
  const groups = await ensureStandardGroups(unit)
  for (const username of DEMO_USERS) {
    await createUser({ username, password, groupIds: [groups[username]] }, SYSTEM, unit)
  }
}

/** What the operator does not know yet: nothing when they set the password and want no demo. */
function describe(administrator: string, demoPassword: string): string {
  const isPasswordKnown = env.admin.password !== ''
  const lines: string[] = []
  if (!isPasswordKnown) lines.push(`  ${administrator}  ${demoPassword}   (administrator)`)
  if (env.demo) for (const name of DEMO_USERS) lines.push(`  ${name}  ${demoPassword}`)
  return lines.length ? `${lines.join('\n')}\n` : ''
}

function explainRefusal(error: unknown): never {
  if (!(error instanceof InvalidInput)) throw error
  const [[field, messages]] = Object.entries(error.fields)
  throw new InvalidSetting(`ADMIN_${field.toUpperCase()} cannot be used: ${String(messages)}`)
}
