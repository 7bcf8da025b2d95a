import { BaseSchema } from '@adonisjs/lucid/schema'

/** Lots that lists show, by an index: neither deleted nor depleted with nothing to keep them for. */
export default class extends BaseSchema {
  async up() {
    this.schema.raw(
      'ALTER TABLE stock_items ADD COLUMN is_listed INTEGER GENERATED ALWAYS AS ' +
        '(CASE WHEN deleted_at IS NULL AND (quantity > 0 OR delete_on_deplete = 0) THEN 1 ELSE 0 END) VIRTUAL'
    )
    this.schema.raw('CREATE INDEX stock_items_parent ON stock_items (parent_id)')
    this.schema.raw('CREATE INDEX stock_items_listed ON stock_items (is_listed, id)')
  }

  async down() {
    const on = this.db.dialect.name === 'mysql' ? ' ON stock_items' : ''
    this.schema.raw(`DROP INDEX stock_items_listed${on}`)
    this.schema.raw(`DROP INDEX stock_items_parent${on}`)
    this.schema.raw('ALTER TABLE stock_items DROP COLUMN is_listed')
  }
}
