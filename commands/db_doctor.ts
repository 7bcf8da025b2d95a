import { BaseCommand } from '@adonisjs/core/ace'
import type { CommandOptions } from '@adonisjs/core/types/ace'

export default class DbDoctor extends BaseCommand {
  static commandName = 'db:doctor'
  static description =
    'Check connection, version, rights, character set, clock, migrations and replicas'
  static options: CommandOptions = { startApp: true }

  async run() {
    const { examineDatabase } = await import('#core/database_doctor')
    const { examineReplicas } = await import('#core/replica_doctor')
    let findings
    try {
      const own = [...(await examineDatabase()), await this.#migrations()]
      // A mark is set for the replicas, for which the schema must be there.
      findings = [...own, ...(own.at(-1)?.isRight ? await examineReplicas() : [])]
    } catch (error) {
      return this.#explain(error)
    }
    for (const { subject, found, isRight, remedy } of findings) {
      if (isRight) this.logger.success(`${subject}: ${found}`)
      else this.logger.error(`${subject}: ${found}${remedy ? `. ${remedy}` : ''}`)
    }
    this.exitCode = findings.every(({ isRight }) => isRight) ? 0 : 1
  }

  async #explain(error: Error) {
    const { default: env } = await import('#start/env')
    const { explainConnection } = await import('#core/explain_connection')
    this.logger.error(`Connection: ${explainConnection(error, env.database) ?? error.message}`)
    this.exitCode = 1
  }

  async #migrations() {
    const { MigrationRunner } = await import('@adonisjs/lucid/migration')
    const { default: db } = await import('@adonisjs/lucid/services/db')
    const list = await new MigrationRunner(db, this.app, { direction: 'up' }).getList()
    const pending = list.filter(({ status }) => status === 'pending')
    return {
      subject: 'Migrations',
      found: pending.length === 0 ? `all ${list.length} are run` : `${pending.length} are not run`,
      isRight: pending.length === 0,
      remedy: 'Run: node ace migration:run --force',
    }
  }
}
