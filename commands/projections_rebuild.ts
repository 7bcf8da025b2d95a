import { setTimeout as sleep } from 'node:timers/promises'
import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { Projection } from '#events/projection'
import type { JobRun } from '#jobs/queries/read_runs'

const LOOK_EVERY_MS = 500
const OPEN_STATES = ['waiting', 'running', 'failed']

export default class ProjectionsRebuild extends BaseCommand {
  static commandName = 'projections:rebuild'
  static description = 'Compute a read model anew from the ledger; the system may go on running'
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'Which one, such as stock_figures', required: false })
  declare projection?: string

  async run() {
    const { allProjections } = await import('#events/projection')
    const known = allProjections()
    const projection = known.find(({ name }) => name === this.projection)
    if (!projection) {
      this.logger.error(`Say which one: ${known.map(({ name }) => name).join(', ')}`)
      this.exitCode = 1
      return
    }
    const began = Date.now()
    const isDone = process.env.DELEGATE_TO_SERVER
      ? await this.#askServer(projection)
      : await this.#rebuild(projection)
    if (!isDone) return
    this.logger.success(
      `${projection.name} rebuilt in ${((Date.now() - began) / 1000).toFixed(1)} s`
    )
  }

  async #rebuild(projection: Projection): Promise<boolean> {
    await projection.rebuild((step) => this.logger.info(step))
    return true
  }

  /** The embedded database has one writer: the server that runs does the work as a job. */
  async #askServer({ name }: Projection): Promise<boolean> {
    const { enqueueJob } = await import('#jobs/actions/enqueue_job')
    const { transact } = await import('#core/unit_of_work')
    const job = {
      name: 'rebuild_projection',
      payload: { projection: name },
      dedupKey: `rebuild ${name}`,
    }
    const id = await transact((unit) => enqueueJob(unit, job))
    this.logger.info('A server has the database and does this as a job; Ctrl-C does not stop it')
    const run = await this.#follow(id)
    if (run.state === 'done') return true
    this.logger.error(`The job is ${run.state}: ${(run.error ?? '').split('\n')[0]}`)
    this.exitCode = 1
    return false
  }

  async #follow(id: number): Promise<JobRun> {
    const { readRun } = await import('#jobs/queries/read_runs')
    for (let shown = ''; ; await sleep(LOOK_EVERY_MS)) {
      const run = await readRun(id)
      if (!run) throw new Error('The job is gone')
      if (!OPEN_STATES.includes(run.state)) return run
      const news = run.state === 'running' ? `${run.progress} % ${run.message}` : run.state
      if (news !== shown) this.logger.info(news)
      shown = news
    }
  }
}
