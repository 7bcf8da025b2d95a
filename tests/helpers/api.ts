import { issueToken } from '#accounts/actions/issue_token'
import { makeUser, type StandardGroup } from '#tests/helpers/visitor'

export interface ApiAnswer {
  status: number
  headers: Headers
  text: string
  /** Looked into freely: a wrong guess fails the assertion. */
  json: ReturnType<typeof JSON.parse>
}

type Options = { headers?: Record<string, string>; body?: unknown; raw?: RequestInit['body'] }

/** What a program with a token does: sends JSON, reads JSON. */
export class ApiClient {
  constructor(
    readonly userId: number,
    readonly token: string
  ) {}

  get = (path: string, options: Options = {}) => this.send('GET', path, options)
  delete = (path: string, options: Options = {}) => this.send('DELETE', path, options)
  post = (path: string, body?: unknown, options: Options = {}) =>
    this.send('POST', path, { body, ...options })
  put = (path: string, body?: unknown, options: Options = {}) =>
    this.send('PUT', path, { body, ...options })
  patch = (path: string, body?: unknown, options: Options = {}) =>
    this.send('PATCH', path, { body, ...options })

  send(method: string, path: string, { headers, body, raw }: Options = {}): Promise<ApiAnswer> {
    const authorization = this.token ? { authorization: `Token ${this.token}` } : {}
    return request(path, {
      method,
      headers: {
        accept: 'application/json',
        ...authorization,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    })
  }
}

export const baseUrl = () => `http://${process.env.HOST}:${process.env.PORT}`

async function request(path: string, options: RequestInit): Promise<ApiAnswer> {
  const answer = await fetch(baseUrl() + path, { redirect: 'manual', ...options })
  const text = await answer.text()
  const isJson = answer.headers.get('content-type') === 'application/json'
  return {
    status: answer.status,
    headers: answer.headers,
    text,
    json: isJson && text !== '' ? JSON.parse(text) : undefined,
  }
}

/** A client with the token of a new user of the group. */
export async function apiAs(group: StandardGroup = 'administrator'): Promise<ApiClient> {
  const { id } = await makeUser(group)
  const { token } = await issueToken({ userId: id, name: 'tests' })
  return new ApiClient(id, token)
}

export const anonymous = new ApiClient(0, '')
