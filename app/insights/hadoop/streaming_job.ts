import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { JavaProcess } from '#insights/hadoop/java_process'
import { hasEnded, ResourceManager, type Application } from '#insights/hadoop/resource_manager'

const SCRIPT = fileURLToPath(new URL('../mapreduce/sales_by_item.mjs', import.meta.url))
const SCRIPT_NAME = 'sales_by_item.mjs'
const LOOK_EVERY_MS = 1_000

export interface HadoopClientSettings {
  user: string
  classPath: string
  resourceManagers: readonly string[]
  node: string
}

export interface StreamingJob {
  /** By this it is found on YARN; unique of this try. */
  name: string
  input: string
  /** A folder that is not there yet. */
  output: string
}

export interface Follower {
  signal: AbortSignal
  progress(percent: number, message: string): void
  log(line: string): void
}

export interface MadeBy {
  applicationId: string | null
  trackingUrl: string | null
}

/** Submits the sales analysis by the Hadoop client, and follows it until it has ended. Throws unless it succeeds. */
export async function runStreamingJob(
  settings: HadoopClientSettings,
  job: StreamingJob,
  follower: Follower
): Promise<MadeBy> {
  const folder = await mkdtemp(join(tmpdir(), 'bincard-hadoop-'))
  const watch = settings.resourceManagers.length > 0 ? new YarnWatch(settings, job, follower) : null
  const java = new JavaProcess({
    classPath: settings.classPath,
    arguments: argumentsOf(settings, job),
    user: settings.user,
    folder,
    onLine: watch ? () => undefined : (line) => reportLocal(line, follower),
  })
  try {
    const code = await endOf(java, watch, follower.signal)
    if (code !== 0) throw new Error(whyItFailed(java, watch?.last ?? null))
    return madeBy(watch)
  } finally {
    await java.stop()
    if (follower.signal.aborted) await killApplications(settings, job.name, follower)
    await rm(folder, { recursive: true, force: true })
  }
}

/** Its exit code; an aborted run stops it. */
async function endOf(java: JavaProcess, watch: YarnWatch | null, signal: AbortSignal) {
  const stop = () => void java.stop()
  signal.addEventListener('abort', stop)
  if (signal.aborted) stop()
  try {
    const [code] = await Promise.all([java.ended.finally(() => watch?.end()), watch?.follow()])
    signal.throwIfAborted()
    return code
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

function madeBy(watch: YarnWatch | null): MadeBy {
  const application = watch?.last
  return { applicationId: application?.id ?? null, trackingUrl: application?.trackingUrl || null }
}

/** Ends what is under way on YARN under names that begin so: left by a worker that died, or cancelled. */
export async function killApplications(
  settings: HadoopClientSettings,
  prefix: string,
  { log }: Pick<Follower, 'log'>
): Promise<void> {
  if (settings.resourceManagers.length === 0) return
  const manager = new ResourceManager(settings)
  for (const application of await manager.findApplications(prefix)) {
    if (hasEnded(application)) continue
    await manager.kill(application.id)
    log(`${application.id} was killed`)
  }
}

function argumentsOf({ resourceManagers, node }: HadoopClientSettings, job: StreamingJob) {
  const step = (name: string) => `${node} ${SCRIPT_NAME} ${name}`
  const options = {
    'mapreduce.job.name': job.name,
    'mapreduce.framework.name': resourceManagers.length > 0 ? 'yarn' : 'local',
    // One, so that there is one file in one order.
    'mapreduce.job.reduces': '1',
  }
  return [
    'org.apache.hadoop.streaming.HadoopStreaming',
    ...Object.entries(options).flatMap(([name, value]) => ['-D', `${name}=${value}`]),
    ...['-files', SCRIPT, '-input', job.input, '-output', job.output],
    ...['-mapper', step('map'), '-combiner', step('combine'), '-reducer', step('reduce')],
  ]
}

/** Without YARN the client itself says how far it is. */
function reportLocal(line: string, { progress, log }: Follower): void {
  const found = /\bmap (\d+)% reduce (\d+)%/.exec(line)
  if (found) {
    const [, map, reduce] = found
    progress(Number(map) * 0.6 + Number(reduce) * 0.4, `map ${map} %, reduce ${reduce} %`)
  }
  const counter = /^\s*((?:Map|Reduce) (?:input|output) records=\d+)/.exec(line)
  if (counter) log(counter[1])
}

function whyItFailed(java: JavaProcess, application: Application | null): string {
  const on = application ? `${application.id} (${application.finalStatus})` : 'The MapReduce job'
  const diagnostics = application?.diagnostics.trim().split('\n').slice(0, 6).join('\n')
  return `${on} failed:\n${diagnostics || java.complaint}`
}

/** Asks the ResourceManager how the application fares, until told to end. */
class YarnWatch {
  last: Application | null = null
  #hasEnded = false
  #said = ''

  #manager: ResourceManager

  constructor(
    settings: HadoopClientSettings,
    private job: StreamingJob,
    private follower: Follower
  ) {
    this.#manager = new ResourceManager(settings)
  }

  end(): void {
    this.#hasEnded = true
  }

  async follow(): Promise<void> {
    for (;;) {
      const isLast = this.#hasEnded
      await this.#look()
      if (isLast || this.follower.signal.aborted) return
      await sleep(LOOK_EVERY_MS)
    }
  }

  async #look(): Promise<void> {
    try {
      const [application] = await this.#manager.findApplications(this.job.name)
      if (application) this.#report(application)
    } catch (error) {
      this.#say(error.message)
    }
  }

  #report(application: Application): void {
    const { id, state, finalStatus, progress, trackingUrl } = application
    if (!this.last) this.follower.log(`Submitted as ${id}`)
    if (trackingUrl && trackingUrl !== this.last?.trackingUrl) {
      this.follower.log(`Follow it at ${trackingUrl}`)
    }
    this.last = application
    const ending = hasEnded(application) ? `, ${finalStatus}` : ''
    this.follower.progress(progress, `${id}: ${state}${ending}, ${Math.round(progress)} %`)
    this.#say(`${id} is ${state}${ending}`)
  }

  #say(text: string): void {
    if (text !== this.#said) this.follower.log(text)
    this.#said = text
  }
}
