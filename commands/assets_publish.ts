import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class AssetsPublish extends BaseCommand {
  static commandName = 'assets:publish'
  static description = 'Put the built scripts and styles into the static store, for good'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { publishAssets, NothingToPublish } = await import('#files/static/publish_assets')
    const { StoreFault } = await import('#files/stores/faults')
    const { staticStore } = await import('#files/stores')
    const counts = { sent: 0, there: 0 }
    try {
      await publishAssets(staticStore, ({ key, state, bytes }) => {
        counts[state] += 1
        if (state === 'sent') this.logger.success(`${key} (${bytes} bytes)`)
      })
      this.logger.info(`${counts.sent} files sent, ${counts.there} were there`)
    } catch (error) {
      if (!(error instanceof NothingToPublish || error instanceof StoreFault)) throw error
      const detail = error instanceof StoreFault ? ` (${error.detail})` : ''
      this.logger.error(`${error.message}${detail}`)
      this.exitCode = 1
    }
  }
}
