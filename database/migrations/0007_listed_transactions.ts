import { BaseSchema } from '@adonisjs/lucid/schema'

/** The list of transactions of a place, and whether a place ever held stock, by an index. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw(
      'CREATE INDEX stock_movements_place ON stock_movements (location_id, posting_id)'
    )
  }

  async down() {
    const on = this.db.dialect.name === 'mysql' ? ' ON stock_movements' : ''
    this.schema.raw(`DROP INDEX stock_movements_place${on}`)
  }
}
