import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment, scaled, withinRange } from '#database/columns'

/** Pictures of parts, and what a part cost and sold for at any time. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('part_images', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().references('parts.id').onDelete('CASCADE')
      // "parts/7/3f2a…": the folder and beginning of the names of its files, one a size.
      table.string('key', 100).notNullable()
      table.string('sha256', 64).notNullable()
      table.string('format', 10).notNullable()
      table.integer('width').notNullable()
      table.integer('height').notNullable()
      table.string('sizes', 40).notNullable()
      table.integer('user_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      // A removed picture is kept for a while, so that it can be put back.
      moment(table, 'removed_at').nullable()
      table.index(['part_id', 'id'])
      table.index(['removed_at'])
    })

    this.schema.createTable('part_prices', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().references('parts.id').onDelete('CASCADE')
      moment(table, 'changed_at').notNullable()
      scaled(table, 'purchase_price').nullable()
      scaled(table, 'sale_price').nullable()
      table.integer('user_id').unsigned().nullable()
      table.index(['part_id', 'changed_at', 'id'])
      table.check(withinRange('purchase_price'), [], 'part_prices_purchase')
      table.check(withinRange('sale_price'), [], 'part_prices_sale')
    })

    this.defer(async (client) => {
      await client.rawQuery(
        `INSERT INTO part_prices (part_id, changed_at, purchase_price, sale_price, user_id)
         SELECT id, created_at, purchase_price, sale_price, creation_user_id FROM parts
          WHERE purchase_price IS NOT NULL OR sale_price IS NOT NULL`
      )
    })
  }

  async down() {
    this.schema.dropTable('part_prices')
    this.schema.dropTable('part_images')
  }
}
