import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fetchInTime } from '#tests/helpers/patience'
import { PROGRAMS, SERVER } from '#tests/helpers/programs'

const READY_WITHIN_MS = 120_000
/** It answers this within some seconds, whatever is away. */
const HEALTH_WITHIN_MS = 15_000
/** Another process may take a free port before the server listens on it. */
const PORTS_TRIED = 5
const OUTPUT_KEPT = 8_000

/** A free port of this machine. */
export function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

/** A server on an empty database of its own, which can go away and come back. */
export class OwnServer {
  #process: ChildProcess | undefined
  #output = ''

  private constructor(
    readonly base: string,
    private folder: string,
    private settings: Record<string, string>
  ) {}

  /** The settings of the tests hold, but for those given here; an empty one is not set. */
  static async start(settings: Record<string, string> = {}): Promise<OwnServer> {
    const folder = mkdtempSync(join(tmpdir(), 'bincard-own-'))
    for (let attempt = 1; ; attempt++) {
      const port = await freePort()
      const base = `http://127.0.0.1:${port}`
      const server = new OwnServer(base, folder, { PORT: String(port), APP_URL: base, ...settings })
      try {
        await server.comeBack()
        return server
      } catch (error) {
        if (attempt < PORTS_TRIED && server.#output.includes(`Port ${port} is taken`)) continue
        await server.end()
        throw error
      }
    }
  }

  /** The end of what it has said. */
  get said(): string {
    return this.#output
  }

  get pid(): number | undefined {
    return this.#process?.pid
  }

  /** Starts it again on the same data and the same address. Throws with what it said when it cannot. */
  async comeBack(): Promise<void> {
    this.#output = ''
    const child = spawn(process.execPath, [...SERVER, '--prepare'], {
      cwd: PROGRAMS,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        DATA_DIR: this.folder,
        DEMO: 'false',
        LOG_LEVEL: 'warn',
        ...this.settings,
      },
    })
    this.#process = child
    const kill = () => child.kill('SIGKILL')
    process.once('exit', kill)
    child.once('exit', () => process.off('exit', kill))
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (piece) => (this.#output = (this.#output + piece).slice(-OUTPUT_KEPT)))
    }
    await this.#untilReady(child)
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const giveUpAt = Date.now() + READY_WITHIN_MS
    let last = 'no answer'
    while (Date.now() < giveUpAt && !hasEnded(child)) {
      const answer = await fetchInTime(`${this.base}/health/ready`, {}, HEALTH_WITHIN_MS).catch(
        (error: Error) => void (last = error.message)
      )
      if (answer?.ok) return
      if (answer) last = `${answer.status} ${answer.text}`
      await sleep(100)
    }
    const end = hasEnded(child) ? `ended with ${child.exitCode ?? child.signalCode}` : last
    throw new Error(`The server at ${this.base} did not start (${end}). It said:\n${this.#output}`)
  }

  /** The server is gone, without a word to those who listen. */
  async goAway(): Promise<void> {
    const server = this.#process
    if (!server || hasEnded(server)) return
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await gone
  }

  /** Asks it to stop, as a service manager does; gives its exit code, and how long it took. */
  async stopGently(): Promise<{ code: number | null; tookMs: number }> {
    const server = this.#process
    if (!server || hasEnded(server)) return { code: server?.exitCode ?? null, tookMs: 0 }
    const begun = Date.now()
    const gone = new Promise<number | null>((resolve) => server.once('exit', resolve))
    server.kill('SIGTERM')
    return { code: await gone, tookMs: Date.now() - begun }
  }

  async end(): Promise<void> {
    await this.goAway()
    rmSync(this.folder, { recursive: true, force: true })
  }
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null
}
