const TIMEOUT_MS = 10_000

/** A job on YARN, as its ResourceManager tells of it. */
export interface Application {
  id: string
  name: string
  /** NEW, ACCEPTED, RUNNING, FINISHED, FAILED, KILLED … */
  state: string
  /** UNDEFINED until it has ended; then SUCCEEDED, FAILED or KILLED. */
  finalStatus: string
  /** 0 to 100. */
  progress: number
  /** Where its own pages are; empty until they are there. */
  trackingUrl: string
  diagnostics: string
}

/** The REST interface of YARN's ResourceManager: of the first that answers. */
export class ResourceManager {
  constructor(private settings: { resourceManagers: readonly string[]; user: string }) {}

  /** Those of ours whose name begins so, the newest first. */
  async findApplications(prefix: string): Promise<Application[]> {
    const user = encodeURIComponent(this.settings.user)
    const path = `/ws/v1/cluster/apps?applicationTypes=MAPREDUCE&user=${user}`
    const answer = await this.#ask('GET', path)
    const listed: Application[] = answer?.apps?.app ?? []
    return listed
      .filter(({ name }) => name.startsWith(prefix))
      .toSorted((one, other) => (one.id < other.id ? 1 : -1))
  }

  async kill(id: string): Promise<void> {
    await this.#ask('PUT', `/ws/v1/cluster/apps/${id}/state`, { state: 'KILLED' })
  }

  async #ask(method: 'GET' | 'PUT', path: string, body?: object) {
    const faults: string[] = []
    for (const url of this.settings.resourceManagers) {
      const sign = path.includes('?') ? '&' : '?'
      try {
        const answer = await fetch(
          `${url}${path}${sign}user.name=${encodeURIComponent(this.settings.user)}`,
          {
            method,
            body: body && JSON.stringify(body),
            headers: { 'accept': 'application/json', 'content-type': 'application/json' },
            signal: AbortSignal.timeout(TIMEOUT_MS),
          }
        )
        const text = await answer.text()
        if (answer.ok) return JSON.parse(text)
        faults.push(`${new URL(url).host} answers ${answer.status}`)
      } catch (error) {
        faults.push(`${new URL(url).host}: ${error.cause?.code ?? error.message}`)
      }
    }
    throw new Error(`YARN cannot be asked (${faults.join('; ')})`)
  }
}

/** Whether it will change no more. */
export function hasEnded({ state }: Application): boolean {
  return ['FINISHED', 'FAILED', 'KILLED'].includes(state)
}
