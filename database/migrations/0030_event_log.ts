import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** What the event log needs besides the outbox: who publishes it, how far each reader is, what is held back. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('outbox_events', (table) => {
      table.index(['published_at', 'id'])
    })
    this.schema.alterTable('projection_events', (table) => {
      // Kafka can bring an event again when its outbox row is long gone: the ids stay for a while.
      moment(table, 'applied_at').nullable()
      table.index(['applied_at'])
    })

    // Where to resume in each part of a topic; moves by compare-and-set.
    this.schema.createTable('projection_positions', (table) => {
      table.string('projection', 60).notNullable()
      table.integer('partition_id').notNullable()
      table.bigInteger('position').notNullable()
      moment(table, 'updated_at').notNullable()
      table.primary(['projection', 'partition_id'])
    })

    // How long each part of the topic is, as the relay saw it last.
    this.schema.createTable('event_log_ends', (table) => {
      table.integer('partition_id').primary()
      table.bigInteger('log_end').notNullable()
      moment(table, 'updated_at').notNullable()
    })

    // One relay at a time: whoever holds the row, by its fence.
    this.schema.createTable('event_relays', (table) => {
      table.string('name', 60).primary()
      table.string('holder', 36).nullable()
      table.string('host', 255).notNullable().defaultTo('')
      table.integer('process_id').notNullable().defaultTo(0)
      table.bigInteger('fence').notNullable().defaultTo(0)
      table.bigInteger('published').notNullable().defaultTo(0)
      table.string('error', 300).nullable()
      moment(table, 'locked_until').nullable()
      moment(table, 'held_since').nullable()
      moment(table, 'failing_since').nullable()
    })

    // Events that a read model could not take.
    this.schema.createTable('held_events', (table) => {
      table.bigIncrements('id')
      table.string('projection', 60).notNullable()
      table.string('event_id', 36).notNullable()
      table.string('type', 80).notNullable()
      table.string('subject', 80).notNullable()
      table.text('payload', 'longtext').notNullable()
      // Where it was read, such as "bincard.events/2/1017"; empty for the outbox.
      table.string('source', 200).notNullable().defaultTo('')
      table.string('reason', 500).notNullable()
      table.integer('attempts').notNullable()
      moment(table, 'first_failed_at').notNullable()
      moment(table, 'last_failed_at').notNullable()
      table.unique(['projection', 'event_id'])
    })
  }

  async down() {
    for (const table of ['held_events', 'event_relays', 'event_log_ends', 'projection_positions']) {
      this.schema.dropTable(table)
    }
    this.schema.alterTable('projection_events', (table) => {
      table.dropIndex(['applied_at'])
      table.dropColumn('applied_at')
    })
    this.schema.alterTable('outbox_events', (table) => {
      table.dropIndex(['published_at', 'id'])
    })
  }
}
