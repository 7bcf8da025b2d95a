import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const READY_WITHIN_MS = 60_000

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

  private constructor(
    readonly base: string,
    private folder: string,
    private settings: Record<string, string>
  ) {}

  /** The settings of the tests hold, but for those given here; an empty one is not set. */
  static async start(settings: Record<string, string> = {}): Promise<OwnServer> {
    const port = await freePort()
    const base = `http://127.0.0.1:${port}`
    const folder = mkdtempSync(join(tmpdir(), 'bincard-own-'))
    const server = new OwnServer(base, folder, { PORT: String(port), APP_URL: base, ...settings })
    await server.comeBack()
    return server
  }

  /** Starts it again on the same data and the same address. */
  async comeBack(): Promise<void> {
    const script = ['--import=@poppinss/ts-exec', 'bin/server.ts', '--prepare']
    this.#process = spawn(process.execPath, script, {
      stdio: 'ignore',
      env: {
        ...process.env,
        NODE_ENV: 'production',
        HOST: '127.0.0.1',
        DATA_DIR: this.folder,
        DEMO: 'false',
        LOG_LEVEL: 'error',
        ...this.settings,
      },
    })
    const giveUpAt = Date.now() + READY_WITHIN_MS
    while (Date.now() < giveUpAt) {
      const answer = await fetch(`${this.base}/health/ready`).catch(() => null)
      if (answer?.ok) return
      await sleep(100)
    }
    throw new Error('The server did not start')
  }

  /** The server is gone, without a word to those who listen. */
  async goAway(): Promise<void> {
    const server = this.#process
    if (!server || server.exitCode !== null || server.signalCode !== null) return
    const gone = new Promise((resolve) => server.once('exit', resolve))
    server.kill('SIGKILL')
    await gone
  }

  async end(): Promise<void> {
    await this.goAway()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
