import { randomUUID } from 'node:crypto'
import { createUser } from '#accounts/actions/create_user'
import { ensureStandardGroups } from '#accounts/actions/ensure_standard_groups'
import { SYSTEM } from '#accounts/audit'
import { fetchInTime } from '#tests/helpers/patience'

export const PASSWORD = 'a password of tests'

export type StandardGroup = 'administrator' | 'manager' | 'staff' | 'viewer'

/** A user of their own for a test, in one of the standard groups. */
export async function makeUser(
  group: StandardGroup = 'administrator',
  username = `u${randomUUID()}`
) {
  const groups = await ensureStandardGroups()
  const id = await createUser({ username, password: PASSWORD, groupIds: [groups[group]] }, SYSTEM)
  return { id, username }
}

/** What a browser without script does: keeps cookies, sends forms with their token, follows nothing by itself. */
export class Visitor {
  #cookies = new Map<string, string>()
  #csrf = ''

  constructor(private base = `http://${process.env.HOST}:${process.env.PORT}`) {}

  get cookies(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  cookie(name: string): string | undefined {
    return this.#cookies.get(name)
  }

  async get(path: string) {
    return this.#send(path, { method: 'GET' })
  }

  /** Asks for it as a part of a page that is open, which htmx does. */
  async getPart(path: string) {
    return this.#send(path, { method: 'GET', headers: { 'accept': '*/*', 'hx-request': 'true' } })
  }

  /** Posts a form as from the page `from`; `csrf: false` leaves its token out. */
  async post(
    path: string,
    fields: Record<string, string | string[]>,
    { from = path, csrf = true }: { from?: string; csrf?: boolean } = {}
  ) {
    const body = new URLSearchParams(csrf ? { _csrf: this.#csrf } : {})
    for (const [name, value] of Object.entries(fields)) {
      for (const one of [value].flat()) body.append(name, one)
    }
    return this.#send(path, { method: 'POST', body, headers: { referer: this.base + from } })
  }

  async signIn(username: string, password = PASSWORD, next = '') {
    await this.get(`/sign-in${next ? `?next=${encodeURIComponent(next)}` : ''}`)
    return this.post('/sign-in', { username, password, next })
  }

  async #send(path: string, options: RequestInit) {
    const { status, text, headers } = await fetchInTime(this.base + path, {
      ...options,
      redirect: 'manual',
      headers: { accept: 'text/html,*/*;q=0.8', ...options.headers, cookie: this.cookies },
    })
    for (const line of headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? []
      if (name) this.#cookies.set(name, value)
    }
    this.#csrf = /name='_csrf' value='([^']+)'/.exec(text)?.[1] ?? this.#csrf
    return { status, location: headers.get('location'), text, headers }
  }
}

/** A visitor who is signed in as a new user of the group. */
export async function signedIn(group: StandardGroup = 'administrator') {
  const user = await makeUser(group)
  const visitor = new Visitor()
  await visitor.signIn(user.username)
  await visitor.get('/account')
  return { user, visitor }
}
