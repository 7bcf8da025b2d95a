import { BaseSchema } from '@adonisjs/lucid/schema'

/** Which items are short is asked on every dashboard: the index alone then tells which have a minimum. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw(
      'CREATE INDEX parts_minimums ON parts (is_active, minimum_stock, `virtual`, sale_price)'
    )
  }

  async down() {
    const on = this.db.dialect.name === 'mysql' ? ' ON parts' : ''
    this.schema.raw(`DROP INDEX parts_minimums${on}`)
  }
}
