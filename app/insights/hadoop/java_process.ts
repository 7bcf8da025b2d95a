import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'

const KEPT_LINES = 40
const STOP_WITHIN_MS = 5_000

interface Start {
  classPath: string
  arguments: readonly string[]
  /** Who it is to Hadoop. */
  user: string
  /** Hadoop leaves links here. */
  folder: string
  onLine(line: string): void
}

/** A Java program that tells what it does line by line. */
export class JavaProcess {
  #child: ChildProcess
  #ended: Promise<number | null>
  #lines: string[] = []

  constructor({ classPath, arguments: list, user, folder, onLine }: Start) {
    const home = process.env.JAVA_HOME
    this.#child = spawn(home ? join(home, 'bin/java') : 'java', ['-cp', classPath, ...list], {
      cwd: folder,
      env: { ...process.env, HADOOP_USER_NAME: user },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('error', (error: Error & { code?: string }) =>
        reject(error.code === 'ENOENT' ? new Error(NO_JAVA) : error)
      )
      this.#child.once('close', resolve)
    })
    this.#ended.catch(() => undefined)
    for (const output of [this.#child.stdout, this.#child.stderr]) this.#listen(output, onLine)
  }

  /** How it ended: its exit code, or null when it was killed. */
  get ended(): Promise<number | null> {
    return this.#ended
  }

  /** What it said of faults, for people: the last lines that tell of one, or the last ones. */
  get complaint(): string {
    const telling = this.#lines.filter((line) => /exception|error|caused by|failed/i.test(line))
    return (telling.length > 0 ? telling : this.#lines).slice(-6).join('\n')
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const closed = once(this.#child, 'close').catch(() => undefined)
    this.#child.kill('SIGTERM')
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), STOP_WITHIN_MS)
    await closed
    clearTimeout(timer)
  }

  #listen(output: NodeJS.ReadableStream | null, onLine: (line: string) => void) {
    let rest = ''
    output?.setEncoding('utf8')
    output?.on('data', (piece: string) => {
      const lines = (rest + piece).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        this.#lines.push(line)
        if (this.#lines.length > KEPT_LINES) this.#lines.shift()
        onLine(line)
      }
    })
  }
}

const NO_JAVA =
  'Java was not found: the worker needs it for the Hadoop client. Install it, or set JAVA_HOME'
