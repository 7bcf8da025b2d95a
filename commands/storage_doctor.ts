import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { StoreFinding } from '#files/doctor/finding'

export default class StorageDoctor extends BaseCommand {
  static commandName = 'storage:doctor'
  static description =
    'Prove what the keys of the file stores may do, and find orphans and missing files'
  static options: CommandOptions = { startApp: true }

  @flags.number({ description: 'Minutes that a file may be without a row (default 60)' })
  declare grace?: number

  async run() {
    const { examineStores } = await import('#files/doctor/examine_stores')
    this.exitCode = 0
    for await (const finding of examineStores((this.grace ?? 60) * 60_000)) this.#tell(finding)
  }

  #tell({ subject, found, state, remedy }: StoreFinding) {
    const line = `${subject}: ${found}`
    if (state === 'right') return this.logger.success(line)
    const whole = remedy ? `${line}. ${remedy}` : line
    if (state === 'advice') return this.logger.warning(whole)
    this.exitCode = 1
    this.logger.error(whole)
  }
}
