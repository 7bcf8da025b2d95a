import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    // The last number given of each kind, by what is the same for all numbers of one count.
    this.schema.createTable('reference_counters', (table) => {
      table.string('kind', 30).notNullable()
      table.string('stem', 60).notNullable()
      table.bigInteger('last').notNullable()
      table.primary(['kind', 'stem'])
    })

    // The cards of each user, in their order; user 0 holds what everybody begins with.
    this.schema.createTable('dashboard_layouts', (table) => {
      table.integer('user_id').unsigned().primary()
      table.text('cards').notNullable()
      moment(table, 'updated_at').notNullable()
    })

    // What expires next, by an index; most lots never do.
    const expiry = 'CREATE INDEX stock_items_by_expiry ON stock_items (expiry_date)'
    this.schema.raw(
      this.db.dialect.name === 'mysql' ? expiry : `${expiry} WHERE expiry_date IS NOT NULL`
    )
  }

  async down() {
    const on = this.db.dialect.name === 'mysql' ? ' ON stock_items' : ''
    this.schema.raw(`DROP INDEX stock_items_by_expiry${on}`)
    this.schema.dropTable('dashboard_layouts')
    this.schema.dropTable('reference_counters')
  }
}
