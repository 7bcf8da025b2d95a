import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

const MOST_PRINTED = 100

export default class ProjectionsVerify extends BaseCommand {
  static commandName = 'projections:verify'
  static description = 'Compare every read model with the ledger and show each difference'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { allProjections } = await import('#events/projection')
    for (const projection of allProjections()) {
      let drifts = 0
      for await (const drift of projection.verify(() => {})) {
        drifts++
        if (drifts > MOST_PRINTED) continue
        this.logger.error(
          `${drift.table}, ${drift.key}: ${drift.column} is ${drift.found}, the ledger says ${drift.expected}`
        )
      }
      if (drifts === 0) this.logger.success(`${projection.name} agrees with the ledger`)
      else
        this.logger.error(
          `${projection.name}: ${drifts} differences; projections:rebuild mends them`
        )
      if (drifts > 0) this.exitCode = 1
    }
  }
}
