import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('import_runs', (table) => {
      table.increments('id')
      table.string('kind', 30).notNullable()
      table.string('state', 12).notNullable()
      table.integer('user_id').unsigned().notNullable()
      table.string('user_name', 200).notNullable()
      table.string('file_name', 200).notNullable()
      // The name under which the file lies in the folder of imports; null once it is removed.
      table.string('stored_name', 60).nullable()
      table.bigInteger('file_size').notNullable()
      table.string('file_hash', 64).notNullable()
      // JSON: how the file is read, what is in it, which column goes where, and the choices made.
      table.text('format').notNullable()
      table.text('contents', 'longtext').notNullable()
      table.text('mapping').notNullable()
      table.text('choices').notNullable()
      table.integer('row_count').notNullable().defaultTo(0)
      table.integer('done_count').notNullable().defaultTo(0)
      table.integer('phase_total').notNullable().defaultTo(0)
      table.text('problem').nullable()
      moment(table, 'phase_started_at').nullable()
      moment(table, 'imported_at').nullable()
      moment(table, 'undone_at').nullable()
      moment(table, 'created_at').notNullable().index()
      table.index(['file_hash', 'id'])
      table.index(['state', 'id'])
    })

    this.schema.createTable('import_rows', (table) => {
      table.bigIncrements('id')
      table
        .integer('run_id')
        .unsigned()
        .notNullable()
        .references('import_runs.id')
        .onDelete('CASCADE')
      table.integer('line').notNullable()
      table.string('state', 12).notNullable()
      // What the row is about, hashed: two rows of one file must not be about the same.
      table.string('identity', 64).nullable()
      // Rows are applied in this order: for stock by the moment it moved.
      table.string('sort_key', 40).notNullable().defaultTo('')
      table.text('cells', 'longtext').notNullable()
      // JSON of fields that were typed in although the file has no column for them.
      table.text('typed').nullable()
      // JSON: the row it changes, what changes, what is wrong by field, and what came of it.
      table.text('plan', 'longtext').nullable()
      table.text('outcome').nullable()
      table.unique(['run_id', 'line'])
      table.index(['run_id', 'state', 'sort_key', 'line'])
      table.index(['run_id', 'identity'])
    })

    this.schema.createTable('import_mappings', (table) => {
      table.increments('id')
      table.integer('user_id').unsigned().notNullable()
      table.string('kind', 30).notNullable()
      table.string('headings_hash', 64).notNullable()
      table.text('mapping').notNullable()
      table.text('choices').notNullable()
      moment(table, 'updated_at').notNullable()
      table.unique(['user_id', 'kind', 'headings_hash'])
    })
  }

  async down() {
    for (const table of ['import_mappings', 'import_rows', 'import_runs'])
      this.schema.dropTable(table)
  }
}
