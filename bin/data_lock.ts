import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { makeFolder } from '#start/make_folder'

/** Thrown when another process has the embedded database; the message is one line for the operator. */
export class DataInUse extends Error {
  code = 'E_DATA_IN_USE'
}

/** Who has the data: written beside the lock, for the message only. */
interface Holder {
  pid: number
  task: string
  address?: string
}

let held: Database.Database | undefined

/**
 * Takes the data folder for this process until it ends, because SQLite has one writer. It is a lock
 * of the operating system on a file, so that a process that was killed leaves none behind.
 * Throws {@link DataInUse}.
 */
export function holdData(directory: string, holder: Omit<Holder, 'pid'>): void {
  makeFolder(directory)
  const lock = new Database(join(directory, 'bincard.lock'), { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    lock.close()
    if (error.code === 'SQLITE_BUSY') throw new DataInUse(explain(directory, readHolder(directory)))
    throw error
  }
  held = lock
  writeFileSync(holderFile(directory), JSON.stringify({ pid: process.pid, ...holder }))
}

/** Gives the data folder back. */
export function releaseData(): void {
  held?.close()
  held = undefined
}

function holderFile(directory: string): string {
  return join(directory, 'bincard.pid')
}

function readHolder(directory: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(directory), 'utf8'))
  } catch {
    return undefined
  }
}

function explain(directory: string, holder: Holder | undefined): string {
  if (!holder) return `The data in ${directory} is in use by another process. Stop that one first.`
  const stop = `stop it first (Ctrl-C where it runs, or: kill ${holder.pid})`
  if (holder.address) {
    return (
      `Bincard already runs on the data in ${directory}: process ${holder.pid}, ${holder.address}. ` +
      `Open that address; or ${stop}; or set another DATA_DIR.`
    )
  }
  return (
    `The data in ${directory} is in use by process ${holder.pid} (${holder.task}). ` +
    `Wait for it to end, or ${stop}.`
  )
}
