import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetchInTime } from '#tests/helpers/patience'

/** Who waits longer has been forgotten. */
const LONGEST_ANSWER_MS = 60_000

export interface ProgramAnswer {
  /** 0: there was no answer. */
  status: number
  /** Looked into freely: a wrong guess fails the assertion. */
  json: ReturnType<typeof JSON.parse>
}

/** What a program does that must know what became of its requests: asks again under the same key. */
export class Program {
  private constructor(
    readonly base: string,
    readonly token: string
  ) {}

  static async signIn(base: string, password: string, name = 'tests'): Promise<Program> {
    const basic = Buffer.from(`admin:${password}`).toString('base64')
    const { status, text } = await fetchInTime(`${base}/api/user/token/?name=${name}`, {
      headers: { authorization: `Basic ${basic}` },
    })
    if (status !== 200) throw new Error(`No token: ${status} ${text}`)
    return new Program(base, JSON.parse(text).token)
  }

  at(base: string): Program {
    return new Program(base, this.token)
  }

  get = (path: string) => this.send('GET', path)
  post = (path: string, body: object) => this.send('POST', path, { body })

  async send(
    method: string,
    path: string,
    { body, key }: { body?: object; key?: string } = {}
  ): Promise<ProgramAnswer> {
    try {
      const answer = await fetch(this.base + path, {
        method,
        signal: AbortSignal.timeout(LONGEST_ANSWER_MS),
        body: body && JSON.stringify(body),
        headers: {
          'authorization': `Token ${this.token}`,
          'accept': 'application/json',
          'content-type': 'application/json',
          ...(key ? { 'idempotency-key': key } : {}),
        },
      })
      const text = await answer.text()
      return { status: answer.status, json: /^[[{]/.test(text) ? JSON.parse(text) : null }
    } catch {
      return { status: 0, json: null }
    }
  }

  /** Sends until there is an answer that is not the fault of an outage; tells `heard` of each. */
  async postSurely(
    path: string,
    body: object,
    { heard, patienceMs = 120_000 }: { heard?: (status: number) => void; patienceMs?: number } = {}
  ): Promise<ProgramAnswer> {
    const key = randomUUID()
    const giveUpAt = Date.now() + patienceMs
    for (;;) {
      const answer = await this.send('POST', path, { body, key })
      heard?.(answer.status)
      if (answer.status > 0 && answer.status < 500) return answer
      if (Date.now() > giveUpAt) throw new Error(`Still no answer to ${path}: ${answer.status}`)
      await sleep(100)
    }
  }
}
