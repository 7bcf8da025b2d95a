import { BaseCommand, flags } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'
import type { StoreKind } from '#files/stores/open_store'

export default class StorageMigrate extends BaseCommand {
  static commandName = 'storage:migrate'
  static description = 'Copy all files from one kind of store to another, and compare them'
  static options: CommandOptions = { startApp: true }

  @flags.string({ description: 'Where the files are: local or s3' })
  declare from?: string

  @flags.string({ description: 'Where they go: s3 or local' })
  declare to?: string

  async run() {
    const { default: env } = await import('#start/env')
    const [from, to] = [kindOf(this.from), kindOf(this.to)]
    if (!from || !to || from === to) {
      return this.#refuse('Say from where to where: --from=local --to=s3, or the other way')
    }
    if (!env.files.objectStore) {
      return this.#refuse('S3_MEDIA_BUCKET, S3_EXPORT_BUCKET and S3_STATIC_BUCKET are not set')
    }
    await this.#move(from, to)
  }

  #refuse(message: string) {
    this.logger.error(message)
    this.exitCode = 1
  }

  async #move(from: StoreKind, to: StoreKind) {
    const { moveFiles } = await import('#files/moving/move_files')
    const { StoreFault } = await import('#files/stores/faults')
    try {
      for await (const { store, copied, there, failed } of moveFiles(from, to)) {
        this.logger.info(`${store}: ${copied} copied, ${there} were there, ${failed.length} failed`)
        for (const key of failed) this.#refuse(`${store}/${key} differs after the copy`)
      }
    } catch (error) {
      if (!(error instanceof StoreFault)) throw error
      return this.#refuse(
        `${error.store}: ${error.message} (${error.detail}) Run this again to go on.`
      )
    }
    if (this.exitCode) return
    this.logger.success(
      `All files are there. Stop the server, run this once more, set DRIVE_DISK=${to}, start`
    )
  }
}

function kindOf(value: string | undefined): StoreKind | null {
  return value === 'local' || value === 's3' ? value : null
}
