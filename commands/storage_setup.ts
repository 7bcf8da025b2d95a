import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class StorageSetup extends BaseCommand {
  static commandName = 'storage:setup'
  static description = 'Make the buckets of the object store with their policies and rules'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { setUpBuckets, NoSetupKey } = await import('#files/setup/set_up_buckets')
    try {
      for await (const { bucket, subject, state, detail } of setUpBuckets()) {
        const line = `${bucket}: ${subject}: ${detail}`
        if (state === 'failed') {
          this.exitCode = 1
          this.logger.error(line)
        } else if (state === 'unsupported') this.logger.warning(`${line} (not supported here)`)
        else this.logger.success(`${line}${state === 'kept' ? ' (as before)' : ''}`)
      }
    } catch (error) {
      if (!(error instanceof NoSetupKey)) throw error
      this.logger.error(error.message)
      this.exitCode = 1
    }
  }
}
