import type { UnitOfWork } from '#core/unit_of_work'

/** What a handler is given besides its payload. */
export interface JobContext<Payload = unknown> {
  readonly payload: Payload
  readonly runId: number
  /** 1 for the first try. */
  readonly attempt: number
  /** Aborted when the server stops, the time is over, or the run was taken away. */
  readonly signal: AbortSignal
  /** Shows how far the run is: 0 to 100, and what it does. Cheap: it is written now and then. */
  progress(percent: number, message?: string): void
  /** Adds a line to the run's log. */
  log(line: string): void
  /** Lets others have their turn; throws when the run is to end. For handlers that work in batches. */
  breathe(): Promise<void>
}

/** Work that is done in the background. Handlers are idempotent: a killed run is done again. */
export interface Job<Payload = unknown> {
  readonly name: string
  /** Checks a payload when it is enqueued and again when it is run; a Vine validator. */
  readonly payload: { validate(data: unknown): Promise<Payload> }
  readonly maxAttempts: number
  /** The pause before the second try, and the longest one; it doubles from try to try, with jitter. */
  readonly backoff: { firstMs: number; longestMs: number }
  readonly timeLimitMs: number
  /** Of what is due the lowest number goes first. Who enqueues a run may give it another. */
  readonly priority: number
  /** How many runs of this job may be under way at once, in all processes together. */
  readonly concurrency: number
  /** False for work that only a page begins, which knows the ids it is about: the console offers no "Run now". */
  readonly isRunByHand: boolean
  /** What it resolves to is kept with the run. */
  handle(context: JobContext<Payload>): Promise<unknown>
  /** Told in the transaction that ends a run for good without success: it was cancelled, or is dead. */
  onGivenUp?(unit: UnitOfWork, ended: { payload: Payload; reason: string }): Promise<void>
}

/** Lower goes first; people who wait for a page are better served with less. */
export const USUAL_PRIORITY = 10

/** Fills in what most jobs have in common. */
export function defineJob<Payload>(
  job: Pick<Job<Payload>, 'name' | 'payload' | 'handle'> & Partial<Job<Payload>>
): Job<Payload> {
  return {
    maxAttempts: 3,
    backoff: { firstMs: 2_000, longestMs: 300_000 },
    timeLimitMs: 600_000,
    concurrency: 1,
    priority: USUAL_PRIORITY,
    isRunByHand: true,
    ...job,
  }
}
