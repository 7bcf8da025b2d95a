import { connect } from 'node:net'
import { createConnection, type Connection, type ConnectionOptions } from 'mysql2'
import logger from '@adonisjs/core/services/logger'

const ASK_EVERY_MS = 1_000
/** So many times without an answer, and the server hangs. Counted, for this process may have been held up itself. */
const SILENCES = 5
/** No answer came in time. Whatever else is said comes from a server that is there, or from the network at once. */
const SILENT_CODES = new Set(['ETIMEDOUT', 'PROTOCOL_SEQUENCE_TIMEOUT'])

/** Of a connection of the driver, what is needed to end it at once. */
export interface Breakable {
  stream?: { destroy(error: Error): unknown; once(event: 'close', listener: () => void): unknown }
}

/** What opens the connections of a pool. */
export interface Opener {
  acquireRawConnection(): Promise<Breakable>
}

/**
 * Asks a database server each second whether it is there, on a connection of its own. From one that has the connections
 * open and says nothing (it is stopped, its disk is, the network swallows everything) a statement would wait for ever:
 * they are ended then, as if it had gone away, and no new ones are opened until it answers. A statement that takes its
 * time on a server that answers is left alone.
 */
export class DatabaseSilence {
  #open = new Set<Breakable>()
  #probe: Connection | null = null
  #timer: NodeJS.Timeout | null = null
  #isAsking = false
  #silences = 0
  #answered = Promise.withResolvers<void>()

  constructor(
    private name: string,
    private settings: ConnectionOptions
  ) {}

  get isHanging(): boolean {
    return this.#silences >= SILENCES
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#look(), ASK_EVERY_MS).unref()
  }

  stop(): void {
    if (this.#timer) clearInterval(this.#timer)
    this.#timer = null
    this.#probe?.destroy()
    this.#found()
  }

  /** Knows the connections of a pool from now on, and lets new ones be opened only while the server answers. */
  follow(opener: Opener): void {
    const acquire = opener.acquireRawConnection.bind(opener)
    opener.acquireRawConnection = async () => {
      while (this.isHanging) await this.#answered.promise
      const connection = await acquire()
      this.#know(connection)
      return connection
    }
  }

  #know(connection: Breakable): void {
    this.#open.add(connection)
    connection.stream?.once('close', () => this.#open.delete(connection))
  }

  #look(): void {
    if (this.isHanging) this.#endAll()
    this.#silences += 1
    if (this.#silences === SILENCES)
      logger.warn({ database: this.name }, 'the database does not answer')
    if (!this.#isAsking) void this.#ask()
  }

  async #ask(): Promise<void> {
    this.#isAsking = true
    try {
      this.#probe ??= this.#openProbe()
      await this.#probe.promise().query('SELECT 1')
      this.#found()
    } catch (error) {
      this.#probe?.destroy()
      this.#probe = null
      if (!SILENT_CODES.has(codeOf(error))) this.#found()
    } finally {
      this.#isAsking = false
    }
  }

  #openProbe(): Connection {
    const stream = connect({ host: this.settings.host, port: this.settings.port ?? 3306 })
    const probe = createConnection({ ...this.settings, stream })
    // What is asked next tells.
    probe.on('error', () => undefined)
    this.#know({ stream })
    return probe
  }

  #found(): void {
    if (this.isHanging) logger.info({ database: this.name }, 'the database answers again')
    this.#silences = 0
    this.#answered.resolve()
    this.#answered = Promise.withResolvers()
  }

  #endAll(): void {
    for (const { stream } of this.#open) stream?.destroy(noAnswer())
    this.#open.clear()
  }
}

/** What the driver says of a connection whose server took too long. */
function noAnswer(): Error {
  const code = 'PROTOCOL_SEQUENCE_TIMEOUT'
  return Object.assign(new Error('The database does not answer'), { code, fatal: true })
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? '')
}

const followed = new Map<string, DatabaseSilence>()

/** Watches over the server of a connection of Lucid, from now on. */
export function watchDatabase(name: string, opener: Opener, settings: ConnectionOptions): void {
  followed.get(name)?.stop()
  const silence = new DatabaseSilence(name, settings)
  followed.set(name, silence)
  silence.follow(opener)
  silence.start()
}

export function stopWatching(): void {
  for (const silence of followed.values()) silence.stop()
  followed.clear()
}

export function isDatabaseHanging(name: string): boolean {
  return followed.get(name)?.isHanging ?? false
}
