import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** Foreign barcodes of items, lots and places, and how each user prints labels. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('barcodes', (table) => {
      table.increments('id')
      // SHA-256 of the text: exact on either engine's collation, however long the text is.
      table.string('hash', 64).notNullable().unique()
      table.text('data').notNullable()
      table.string('model', 20).notNullable()
      table.integer('model_id').unsigned().notNullable()
      table.integer('user_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      table.check(`model IN ('part', 'stockitem', 'stocklocation')`, [], 'barcodes_model')
      table.index(['model', 'model_id'])
    })
    this.schema.createTable('label_choices', (table) => {
      table.integer('user_id').unsigned().notNullable().primary()
      table.text('choices').notNullable()
      moment(table, 'updated_at').notNullable()
    })
    // What a scanned serial number or batch is found by.
    this.schema.alterTable('stock_items', (table) => {
      table.index(['serial'], 'stock_items_serial')
      table.index(['batch'], 'stock_items_batch')
    })
  }

  async down() {
    this.schema.alterTable('stock_items', (table) => {
      table.dropIndex(['serial'], 'stock_items_serial')
      table.dropIndex(['batch'], 'stock_items_batch')
    })
    this.schema.dropTable('label_choices')
    this.schema.dropTable('barcodes')
  }
}
