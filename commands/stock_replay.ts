import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class StockReplay extends BaseCommand {
  static commandName = 'stock:replay'
  static description = 'Rebuild all balances from the movements and compare; changes nothing'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { replayLedger } = await import('#stock/queries/replay_ledger')
    const { movements, lots, differences } = await replayLedger()
    for (const { lot, told, replayed } of differences) {
      this.logger.error(`stock item ${lot} holds ${told}, its movements give ${replayed}`)
    }
    this.logger.log(`${movements} movements, ${lots} lots, ${differences.length} differences`)
    this.exitCode = differences.length === 0 ? 0 : 1
  }
}
