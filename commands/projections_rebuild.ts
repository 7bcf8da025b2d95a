import { args, BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class ProjectionsRebuild extends BaseCommand {
  static commandName = 'projections:rebuild'
  static description = 'Compute a read model anew from the ledger; the system may go on running'
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'Which one, such as stock_figures', required: false })
  declare projection?: string

  async run() {
    const { allProjections } = await import('#events/projection')
    const { rebuildProjection } = await import('#events/actions/rebuild_projection')
    const known = allProjections()
    const chosen = known.filter(({ name }) => name === this.projection)
    if (chosen.length === 0) {
      this.logger.error(`Say which one: ${known.map(({ name }) => name).join(', ')}`)
      this.exitCode = 1
      return
    }
    for (const projection of chosen) {
      const began = Date.now()
      await rebuildProjection(projection, (step) => this.logger.info(step))
      this.logger.success(
        `${projection.name} rebuilt in ${((Date.now() - began) / 1000).toFixed(1)} s`
      )
    }
  }
}
