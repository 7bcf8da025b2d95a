import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('webhooks', (table) => {
      table.increments('id')
      table.string('url', 2000).notNullable()
      table.string('description', 250).notNullable().defaultTo('')
      // A JSON list of event types; an empty one stands for all.
      table.text('event_types').notNullable()
      table.boolean('is_active').notNullable().defaultTo(true)
      // Encrypted with APP_KEY: it has to be read again to sign with it.
      table.text('secret').notNullable()
      table.text('previous_secret').nullable()
      moment(table, 'previous_until').nullable()
      // Tries in a row that failed, and since when; nothing once one goes well.
      table.integer('failures').notNullable().defaultTo(0)
      moment(table, 'failing_since').nullable()
      moment(table, 'delivered_at').nullable()
      // When it was switched off because it kept failing.
      moment(table, 'disabled_at').nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
    })

    this.schema.createTable('webhook_deliveries', (table) => {
      table.bigIncrements('id')
      table
        .integer('webhook_id')
        .unsigned()
        .notNullable()
        .references('webhooks.id')
        .onDelete('CASCADE')
      table.string('event_id', 36).notNullable()
      table.string('event_type', 80).notNullable()
      table.string('subject', 80).notNullable()
      table.text('payload', 'longtext').notNullable()
      table.string('state', 12).notNullable().defaultTo('waiting')
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('run_id').unsigned().nullable()
      moment(table, 'created_at').notNullable().index()
      // Each event goes to each webhook once, however often the log brings it.
      table.unique(['webhook_id', 'event_id'])
      table.index(['webhook_id', 'state', 'id'])
      table.check(`state IN ('waiting','delivered','failed')`, [], 'webhook_deliveries_state')
    })

    this.schema.createTable('webhook_attempts', (table) => {
      table.bigIncrements('id')
      table
        .bigInteger('delivery_id')
        .unsigned()
        .notNullable()
        .references('webhook_deliveries.id')
        .onDelete('CASCADE')
      table.integer('number').notNullable()
      moment(table, 'started_at').notNullable()
      table.integer('duration_ms').notNullable()
      table.integer('status').nullable()
      table.string('error', 500).notNullable().defaultTo('')
      table.text('response').nullable()
      table.index(['delivery_id', 'number'])
    })
  }

  async down() {
    for (const table of ['webhook_attempts', 'webhook_deliveries', 'webhooks']) {
      this.schema.dropTable(table)
    }
  }
}
