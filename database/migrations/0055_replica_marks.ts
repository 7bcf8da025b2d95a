import { BaseSchema } from '@adonisjs/lucid/schema'

/** One row, raised on the primary and looked for on the replicas: by it they show how far they are. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('replica_marks', (table) => {
      table.integer('id').primary()
      table.bigInteger('mark').notNullable()
    })
    this.defer(async (db) => {
      await db.table('replica_marks').insert({ id: 1, mark: 0 })
    })
  }

  async down() {
    this.schema.dropTable('replica_marks')
  }
}
