import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** How each user wants to see each table, saved views, and what was changed of many rows at once. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('table_views', (table) => {
      table.increments('id')
      table.string('table_name', 40).notNullable()
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.string('name', 60).notNullable()
      table.text('query').notNullable()
      // Keys of the columns in order, with commas; null: as each user has them.
      table.text('columns').nullable()
      table.string('density', 12).notNullable().defaultTo('comfortable')
      table.boolean('is_shared').notNullable().defaultTo(false)
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.unique(['table_name', 'user_id', 'name'])
      table.index(['table_name', 'is_shared'])
    })

    this.schema.createTable('table_settings', (table) => {
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.string('table_name', 40).notNullable()
      table.text('columns').nullable()
      table.string('density', 12).notNullable().defaultTo('comfortable')
      table.integer('page_size').notNullable().defaultTo(25)
      table
        .integer('default_view_id')
        .unsigned()
        .nullable()
        .references('table_views.id')
        .onDelete('SET NULL')
      table.primary(['user_id', 'table_name'])
    })

    this.schema.createTable('bulk_changes', (table) => {
      table.increments('id')
      table.integer('user_id').unsigned().notNullable()
      // JSON: what is to be done with each row.
      table.text('change').notNullable()
      table.integer('total').notNullable().defaultTo(0)
      table.bigInteger('run_id').unsigned().nullable()
      table.integer('undoes_id').unsigned().nullable().unique().references('bulk_changes.id')
      moment(table, 'created_at').notNullable()
      moment(table, 'finished_at').nullable()
      table.index(['user_id', 'id'])
    })

    this.schema.createTable('bulk_change_rows', (table) => {
      table
        .integer('bulk_change_id')
        .unsigned()
        .notNullable()
        .references('bulk_changes.id')
        .onDelete('CASCADE')
      table.integer('part_id').unsigned().notNullable()
      table.string('state', 12).notNullable().defaultTo('waiting')
      // JSON of the columns that changed: [before, after].
      table.text('changes').nullable()
      table.string('refusal', 500).nullable()
      table.primary(['bulk_change_id', 'part_id'])
      table.index(['bulk_change_id', 'state', 'part_id'])
      table.check(
        `state IN ('waiting','changed','unchanged','refused')`,
        [],
        'bulk_change_rows_state'
      )
    })
  }

  async down() {
    for (const table of ['bulk_change_rows', 'bulk_changes', 'table_settings', 'table_views'])
      this.schema.dropTable(table)
  }
}
