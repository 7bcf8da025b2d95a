import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** Sizes of pictures are made by a job; companies have pictures too. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('part_images', (table) => {
      // pending, ready or failed: until they are ready the file that was uploaded is shown.
      table.string('sizes_state', 10).notNullable().defaultTo('ready')
      table.string('formats', 40).notNullable().defaultTo('webp')
      table.index(['key'])
    })

    this.schema.createTable('company_images', (table) => {
      table.increments('id')
      table
        .integer('company_id')
        .unsigned()
        .notNullable()
        .references('companies.id')
        .onDelete('CASCADE')
      table.string('key', 100).notNullable().index()
      table.string('sha256', 64).notNullable()
      table.string('format', 10).notNullable()
      table.integer('width').notNullable()
      table.integer('height').notNullable()
      table.string('sizes', 40).notNullable()
      table.string('sizes_state', 10).notNullable().defaultTo('ready')
      table.string('formats', 40).notNullable().defaultTo('webp')
      table.integer('user_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'removed_at').nullable()
      table.index(['company_id', 'id'])
      table.index(['removed_at'])
    })

    this.schema.alterTable('companies', (table) => {
      table.string('image', 250).nullable()
    })
  }

  async down() {
    this.schema.alterTable('companies', (table) => table.dropColumn('image'))
    this.schema.dropTable('company_images')
    this.schema.alterTable('part_images', (table) => {
      table.dropIndex(['key'])
      table.dropColumn('sizes_state')
      table.dropColumn('formats')
    })
  }
}
