import type { Actor } from '#core/access'
import type { UnitOfWork } from '#core/unit_of_work'

export type ImportPhase = 'check' | 'apply' | 'undo'

/** What the import asks of modules to the right of core; given in start/imports.ts. */
export interface ImportPorts {
  /** Does the phase of a run in the background. */
  enqueue(unit: UnitOfWork, phase: ImportPhase, run: { id: number; userId: number }): Promise<void>
  loadActor(userId: number): Promise<Actor | null>
}

let given: ImportPorts | undefined

export function provideImportPorts(ports: ImportPorts): void {
  given = ports
}

export function importPorts(): ImportPorts {
  if (!given) throw new Error('The ports of the import are not provided')
  return given
}

/** What a phase needs of the job that does it. */
export interface Background {
  readonly signal: AbortSignal
  progress(percent: number, message?: string): void
  breathe(): Promise<void>
}
