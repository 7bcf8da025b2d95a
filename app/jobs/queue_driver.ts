import env from '#start/env'

/** How due runs reach a process that carries them out: by the database alone, or by BullMQ on Valkey. */
export interface QueueDriver {
  /** The runs under way in this process. */
  readonly active: readonly { id: number; name: string }[]
  /** Makes the runs of this process known to workers; carries out none. */
  publish(): void
  /** Carries out what is due, until `stop`. */
  start(): Promise<void>
  /** Takes no new run, tells those under way to end, and waits for them for some seconds. */
  stop(): Promise<void>
}

let driver: Promise<QueueDriver> | undefined

/** The driver of the settings (QUEUE_DRIVER). */
export function queueDriver(): Promise<QueueDriver> {
  driver ??= makeDriver()
  return driver
}

/** Loaded late: the embedded default has no use for BullMQ, which takes its time. */
async function makeDriver(): Promise<QueueDriver> {
  if (env.queueDriver === 'bullmq') {
    const { BullmqRunner } = await import('#jobs/bullmq_runner')
    return new BullmqRunner()
  }
  const { JobRunner } = await import('#jobs/runner')
  return new JobRunner()
}
