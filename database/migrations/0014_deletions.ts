import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    // What was deleted, with all that is needed to put it back under the same id.
    this.schema.createTable('deletions', (table) => {
      table.increments('id')
      table.string('kind', 30).notNullable()
      table.integer('record_id').unsigned().notNullable()
      table.string('name', 100).notNullable()
      table.text('payload', 'longtext').notNullable()
      table.integer('user_id').unsigned().nullable()
      table.string('username', 150).notNullable().defaultTo('')
      moment(table, 'created_at').notNullable().index()
      moment(table, 'restored_at').nullable()
      table.index(['kind', 'record_id'])
    })
  }

  async down() {
    this.schema.dropTable('deletions')
  }
}
