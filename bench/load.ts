import { readFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'

interface Load {
  port: number
  /** The server's process, whose processor time is counted. */
  pid?: number
  /** The whole request as it goes over the wire; asked anew for each. */
  request: () => string
  seconds: number
  connections?: number
}

export interface Measured {
  perSecond: number
  medianMs: number
  p99Ms: number
  /** Processor time of the server for one answer, where the system tells it: other work does not change it. */
  cpuMs: number
  /** Answers by status. */
  statuses: Map<number, number>
}

/**
 * Loads a server over connections that are kept open, one request at a time on each. It reads no
 * more of an answer than its status and length, so that little of the time is its own.
 */
export async function load({
  port,
  pid,
  request,
  seconds,
  connections = 16,
}: Load): Promise<Measured> {
  const statuses = new Map<number, number>()
  const times: number[] = []
  const end = performance.now() + seconds * 1000
  const cpuBefore = processorTime(pid)
  await Promise.all(
    Array.from({ length: connections }, async () => {
      const connection = await Connection.open(port)
      while (performance.now() < end) {
        const begun = performance.now()
        const status = await connection.ask(request())
        times.push(performance.now() - begun)
        statuses.set(status, (statuses.get(status) ?? 0) + 1)
      }
      connection.close()
    })
  )
  times.sort((one, other) => one - other)
  return {
    perSecond: times.length / seconds,
    medianMs: times[Math.floor(times.length / 2)],
    p99Ms: times[Math.floor(times.length * 0.99)],
    cpuMs: (processorTime(pid) - cpuBefore) / times.length,
    statuses,
  }
}

/** Milliseconds of processor time a process has used; /proc counts in hundredths of a second. */
function processorTime(pid: number | undefined): number {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Number.NaN
  }
}

class Connection {
  #parts: Buffer[] = []
  #received = 0
  #needed = 0
  #status = 0
  #answered: ((status: number) => void) | undefined

  private constructor(private socket: Socket) {
    socket.setNoDelay(true)
    socket.on('data', (data: Buffer) => this.#read(data))
  }

  static open(port: number): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => resolve(new Connection(socket)))
      socket.on('error', reject)
    })
  }

  ask(request: string): Promise<number> {
    return new Promise((resolve) => {
      this.#answered = resolve
      this.socket.write(request)
    })
  }

  close() {
    this.socket.destroy()
  }

  #read(data: Buffer) {
    this.#received += data.length
    if (this.#needed === 0) {
      this.#parts.push(data)
      this.#readHead(this.#parts.length === 1 ? data : Buffer.concat(this.#parts))
    }
    if (this.#needed === 0 || this.#received < this.#needed) return
    const answered = this.#answered
    this.#parts = []
    this.#received = 0
    this.#needed = 0
    answered?.(this.#status)
  }

  #readHead(data: Buffer) {
    const end = data.indexOf('\r\n\r\n')
    if (end === -1) return
    const head = data.toString('latin1', 0, end)
    this.#status = Number(head.slice(9, 12))
    this.#needed = end + 4 + Number(/content-length: (\d+)/i.exec(head)?.[1] ?? 0)
  }
}
