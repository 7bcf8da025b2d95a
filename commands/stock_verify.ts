import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class StockVerify extends BaseCommand {
  static commandName = 'stock:verify'
  static description = 'Prove the laws of the stock ledger and print its totals; changes nothing'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { verifyLedger } = await import('#stock/queries/verify_ledger')
    const { isSound, laws, totals } = await verifyLedger()
    for (const { law, drifts } of laws) {
      if (drifts.length === 0) this.logger.success(law)
      else this.logger.error(`${law}: broken by\n${drifts.map(describe).join('\n')}`)
    }
    for (const [name, total] of Object.entries(totals))
      this.logger.log(`${name.padEnd(10)} ${total}`)
    this.exitCode = isSound ? 0 : 1
  }
}

function describe(row: object): string {
  return Object.entries(row)
    .map(([column, value]) => `${column} ${value}`)
    .join(', ')
}
