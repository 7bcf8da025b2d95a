import { randomUUID } from 'node:crypto'
import db from '@adonisjs/lucid/services/db'
import User from '#accounts/models/user'

const PASSWORD = 'correct horse battery'

type Rights = Record<string, readonly ('view' | 'add' | 'change' | 'delete')[]>

/** A user of its own for a test, with these rights by area; without any, an administrator. */
export async function makeUser(rights?: Rights): Promise<{ id: number; username: string }> {
  const username = `user-${randomUUID()}`
  const user = await User.create({
    username,
    email: '',
    firstName: '',
    lastName: '',
    password: PASSWORD,
    isStaff: !rights,
    isSuperuser: !rights,
    isActive: true,
    sessionVersion: 1,
  })
  if (rights) await giveRights(user.id, rights)
  return { id: user.id, username }
}

async function giveRights(userId: number, rights: Rights): Promise<void> {
  const [groupId] = await db.table('groups').insert({ name: `group-${randomUUID()}` })
  await db.table('group_user').insert({ group_id: groupId, user_id: userId })
  for (const [area, given] of Object.entries(rights)) {
    await db.table('rule_sets').insert({
      group_id: groupId,
      area,
      ...Object.fromEntries(
        ['view', 'add', 'change', 'delete'].map((right) => [
          `can_${right}`,
          given.some((one) => one === right) ? 1 : 0,
        ])
      ),
    })
  }
}

export interface Answer {
  status: number
  /** Where it redirects to. */
  location: string | null
  text: string
}

/** A browser without script: keeps its cookies, and sends forms with the token of the page before. */
export class Visitor {
  #cookies = new Map<string, string>()
  #token = ''
  #page = '/'

  static async signedIn(rights?: Rights): Promise<Visitor & { userId: number }> {
    const user = await makeUser(rights)
    const visitor = new Visitor()
    await visitor.get('/sign-in')
    await visitor.post('/sign-in', { username: user.username, password: PASSWORD })
    return Object.assign(visitor, { userId: user.id })
  }

  async get(path: string): Promise<Answer> {
    const answer = await this.#send(path, {})
    this.#token = /name="csrf-token" content="([^"]+)"/.exec(answer.text)?.[1] ?? this.#token
    if (answer.status === 200) this.#page = path
    return answer
  }

  post(path: string, fields: Record<string, string>): Promise<Answer> {
    return this.#send(path, {
      method: 'POST',
      body: new URLSearchParams({ _csrf: this.#token, ...fields }),
    })
  }

  /** Sends a form and looks at the page it leads to. */
  async submit(path: string, fields: Record<string, string>): Promise<Answer> {
    const { location, ...answer } = await this.post(path, fields)
    if (!location) return { location, ...answer }
    const target = new URL(location, 'http://local')
    return this.get(target.pathname + target.search)
  }

  async #send(path: string, init: RequestInit): Promise<Answer> {
    const origin = `http://127.0.0.1:${process.env.PORT}`
    const response = await fetch(`${origin}${path}`, {
      ...init,
      redirect: 'manual',
      headers: {
        cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        referer: `${origin}${this.#page}`,
      },
    })
    for (const line of response.headers.getSetCookie()) this.#keep(line)
    return {
      status: response.status,
      location: response.headers.get('location'),
      text: await response.text(),
    }
  }

  #keep(line: string): void {
    const [pair] = line.split(';')
    const at = pair.indexOf('=')
    this.#cookies.set(pair.slice(0, at), pair.slice(at + 1))
  }
}
