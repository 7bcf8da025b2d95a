import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** Exports that were too long to be made while one waits: who asked for what, and the file it gave. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('table_exports', (table) => {
      table.bigIncrements('id')
      table.integer('user_id').unsigned().notNullable()
      table.bigInteger('run_id').nullable()
      table.string('table_name', 60).notNullable()
      table.string('format', 8).notNullable()
      // JSON: the parameters, the ids chosen and the columns.
      table.text('request', 'longtext').notNullable()
      table.text('filters').notNullable()
      table.string('file_name', 200).notNullable()
      table.bigInteger('row_count').notNullable().defaultTo(0)
      table.bigInteger('rows_written').notNullable().defaultTo(0)
      table.bigInteger('bytes').nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'finished_at').nullable()
      table.index(['user_id', 'id'])
      table.index(['created_at'])
    })
  }

  async down() {
    this.schema.dropTable('table_exports')
  }
}
