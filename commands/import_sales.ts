import { existsSync } from 'node:fs'
import { args, BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class ImportSales extends BaseCommand {
  static commandName = 'import:sales'
  static description = 'Post the sales of a CSV file (gzip too) through the ledger'
  static help = [
    'The first line of the file names its columns, in any order: invoice, ts, sku, qty, unit_price, and',
    'if it has them customer and country. Items, opening stock and deliveries are made as needed.',
    'It can be stopped with Ctrl-C and run again: what is posted is not posted twice.',
  ]
  static options: CommandOptions = { startApp: true }

  @args.string({ description: 'CSV file of sales', argumentName: 'file' })
  declare file: string

  @flags.string({ description: 'CSV file of sku, description, median_price' })
  declare items: string | undefined

  @flags.string({ description: 'Name of the source; lines of one source are posted once' })
  declare source: string | undefined

  @flags.string({ description: 'Location that the sales went out from', default: 'Main warehouse' })
  declare location: string

  @flags.string({ description: 'Currency of the prices; must be the company’s' })
  declare currency: string | undefined

  async run() {
    const { setting } = await import('#core/setting_values')
    const { runSalesImport } = await import('#stock/import/run_sales_import')
    const { file, items, source, location } = this
    const wrong = [file, items].find((path) => path && !existsSync(path))
    if (wrong) return this.#refuse(`There is no file ${wrong}`)
    if (this.currency && this.currency !== setting('company_currency')) {
      return this.#refuse(
        `The company’s currency is ${setting('company_currency')}: prices in ${this.currency} cannot be posted`
      )
    }
    this.exitCode = await runSalesImport({ file, items, source, location })
  }

  #refuse(reason: string) {
    this.logger.error(reason)
    this.exitCode = 1
  }
}
