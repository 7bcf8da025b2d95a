import { BaseSchema } from '@adonisjs/lucid/schema'
import { appendOnly, day, moment, scaled, withinRange } from '#database/columns'

const KINDS =
  "'receive','sale','return_in','return_out','adjust_in','adjust_out','count','transfer','scrap','split','merge'," +
  "'install','uninstall','assign','convert','build_in','build_out','revalue','note','reversal'"

export default class extends BaseSchema {
  async up() {
    this.createLocations()
    this.createLots()
    this.createPostings()
    this.createMovements()
    this.schema.createTable('idempotency_keys', (table) => {
      table.bigIncrements('id')
      table.integer('user_id').unsigned().notNullable()
      table.string('method', 8).notNullable()
      table.string('path', 200).notNullable()
      table.string('key', 255).notNullable()
      table.string('body_hash', 64).notNullable()
      table.integer('status').nullable()
      table.text('answer', 'longtext').nullable()
      moment(table, 'created_at').notNullable().index()
      table.unique(['user_id', 'method', 'path', 'key'])
    })
    for (const table of ['stock_postings', 'stock_movements']) {
      for (const statement of appendOnly(table, this.db.dialect.name)) this.schema.raw(statement)
    }
  }

  private createLocations() {
    this.schema.createTable('stock_locations', (table) => {
      table.increments('id')
      table.string('name', 100).notNullable()
      table.string('description', 250).notNullable().defaultTo('')
      table.integer('parent_id').unsigned().nullable().references('stock_locations.id')
      table.string('path', 500).notNullable().defaultTo('').index()
      table.text('pathstring').notNullable()
      table.integer('level').notNullable().defaultTo(0)
      table.boolean('structural').notNullable().defaultTo(false)
      table.boolean('external').notNullable().defaultTo(false)
      table.boolean('is_default').notNullable().defaultTo(false)
      table.string('address', 500).notNullable().defaultTo('')
      table.string('contact_name', 100).notNullable().defaultTo('')
      table.string('contact_phone', 50).notNullable().defaultTo('')
      table.string('contact_email', 254).notNullable().defaultTo('')
      table.string('custom_icon', 100).nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.index(['parent_id', 'name'])
    })
  }

  /** A lot: a quantity of one part at one place with its own cost. */
  private createLots() {
    this.schema.createTable('stock_items', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().references('parts.id')
      table.integer('location_id').unsigned().nullable().references('stock_locations.id')
      scaled(table, 'quantity').notNullable().defaultTo(0)
      scaled(table, 'allocated').notNullable().defaultTo(0)
      scaled(table, 'value').notNullable().defaultTo(0)
      scaled(table, 'unit_cost').nullable()
      table.string('currency', 3).notNullable()
      // Rises with any change of place, status, expiry, unit cost or part.
      table.integer('lot_version').notNullable().defaultTo(1)
      table.string('batch', 100).nullable()
      table.string('serial', 100).nullable()
      table.integer('status').notNullable().defaultTo(10)
      day(table, 'expiry_date').nullable()
      moment(table, 'received_at').notNullable()
      // The latest occurred_at of its movements: a posting dated before it is a back-dated one.
      moment(table, 'last_moved_at').notNullable()
      table.integer('parent_id').unsigned().nullable()
      table.integer('supplier_id').unsigned().nullable().references('companies.id')
      table.string('packaging', 50).nullable()
      table.string('link', 2000).notNullable().defaultTo('')
      table.text('notes').nullable()
      table.boolean('delete_on_deplete').notNullable().defaultTo(true)
      day(table, 'stocktake_date').nullable()
      table.integer('stocktake_user_id').unsigned().nullable()
      // A deleted lot is hidden, never erased: its movements need it.
      moment(table, 'deleted_at').nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.check('quantity >= 0', [], 'stock_items_quantity')
      table.check('allocated >= 0 AND allocated <= quantity', [], 'stock_items_allocated')
      table.check('value >= 0 AND (quantity > 0 OR value = 0)', [], 'stock_items_value')
      table.check(`${withinRange('quantity')} AND ${withinRange('value')}`, [], 'stock_items_range')
      table.index(['part_id', 'location_id', 'quantity'])
      table.index(['location_id', 'part_id'])
    })
    const open =
      'CREATE INDEX stock_items_open ON stock_items (part_id, location_id, quantity, allocated, value, status)'
    this.schema.raw(this.db.dialect.name === 'mysql' ? open : `${open} WHERE quantity > 0`)
  }

  /** A posting: one business act. Append-only. */
  private createPostings() {
    this.schema.createTable('stock_postings', (table) => {
      table.bigIncrements('id')
      table.string('kind', 12).notNullable()
      table.integer('part_id').unsigned().notNullable().references('parts.id')
      table.integer('user_id').unsigned().nullable()
      table.text('reason').nullable()
      moment(table, 'occurred_at').notNullable()
      moment(table, 'recorded_at').notNullable()
      day(table, 'day').notNullable()
      // Σ of its movements: signed quantity, signed value at cost, revenue (out) or spend (in).
      scaled(table, 'quantity').notNullable()
      scaled(table, 'value').notNullable()
      scaled(table, 'amount').notNullable().defaultTo(0)
      scaled(table, 'unit_price').nullable()
      scaled(table, 'original_amount').nullable()
      table.string('original_currency', 3).nullable()
      table.string('rate', 40).nullable()
      // What caused it: an import, an order line …; unique, so that nothing is posted twice.
      table.string('source_type', 60).nullable()
      table.string('source_id', 60).nullable()
      table.string('source_line', 100).nullable()
      table.bigInteger('reverses_id').unsigned().nullable().unique()
      // JSON of what the tracking entry tells beyond the movements (old and new status …).
      table.text('details').nullable()
      table.unique(['source_type', 'source_id', 'source_line'])
      table.index(['part_id', 'occurred_at', 'id'])
      table.index(['day', 'id'])
      table.index(['user_id', 'id'])
      table.index(['kind', 'id'])
      table.check(`kind IN (${KINDS})`, [], 'stock_postings_kind')
      table.check(`(kind = 'reversal') = (reverses_id IS NOT NULL)`, [], 'stock_postings_reversal')
      table.check(
        `${withinRange('quantity')} AND ${withinRange('value')} AND ${withinRange('amount')}`,
        [],
        'stock_postings_range'
      )
    })
  }

  /** A movement: one line of a posting on one lot at one location. Append-only. */
  private createMovements() {
    this.schema.createTable('stock_movements', (table) => {
      table.bigIncrements('id')
      table.bigInteger('posting_id').unsigned().notNullable().references('stock_postings.id')
      // No foreign key to stock_items: the share lock of a child insert would deadlock the lot's update.
      table.integer('stock_item_id').unsigned().notNullable()
      table.integer('part_id').unsigned().notNullable()
      table.integer('location_id').unsigned().nullable()
      scaled(table, 'quantity').notNullable()
      scaled(table, 'unit_cost').nullable()
      scaled(table, 'value').notNullable()
      scaled(table, 'amount').notNullable().defaultTo(0)
      moment(table, 'occurred_at').notNullable()
      // False for lines that are no entry of their own in the lot's history: see #stock/ledger/tracked.
      table.boolean('is_entry').notNullable().defaultTo(true)
      table.index(['posting_id'])
      table.index(['is_entry', 'id'])
      table.index(['stock_item_id', 'id'])
      table.index(['part_id', 'occurred_at', 'id'])
      table.check(
        `${withinRange('quantity')} AND ${withinRange('value')} AND ${withinRange('amount')}`,
        [],
        'stock_movements_range'
      )
    })
  }

  async down() {
    for (const table of [
      'idempotency_keys',
      'stock_movements',
      'stock_postings',
      'stock_items',
      'stock_locations',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
