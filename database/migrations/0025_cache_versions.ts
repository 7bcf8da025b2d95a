import { randomInt } from 'node:crypto'
import { BaseSchema } from '@adonisjs/lucid/schema'

const LARGEST_ID = 2 ** 47

/**
 * What cached values depend on: a version rises in the transaction of each change, and a value is kept
 * under the version it was read at. The row `database` tells this database from another one, or from one
 * of the same name that was made anew, where several are served by one cache.
 */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('cache_versions', (table) => {
      table.string('name', 60).primary()
      table.bigInteger('version').notNullable()
    })
    this.defer(async (db) => {
      await db.table('cache_versions').multiInsert([
        { name: 'database', version: randomInt(LARGEST_ID) },
        { name: 'figures', version: 1 },
      ])
    })
  }

  async down() {
    this.schema.dropTable('cache_versions')
  }
}
