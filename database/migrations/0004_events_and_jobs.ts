import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('outbox_events', (table) => {
      table.bigIncrements('id')
      table.string('event_id', 36).notNullable().unique()
      table.string('type', 80).notNullable()
      table.string('subject', 80).notNullable()
      // CloudEvents 1.0 JSON, as it goes to the event log.
      table.text('payload', 'longtext').notNullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'published_at').nullable()
    })

    this.schema.createTable('projection_offsets', (table) => {
      table.string('projection', 60).primary()
      table.bigInteger('position').notNullable().defaultTo(0)
      moment(table, 'updated_at').notNullable()
    })

    this.schema.createTable('projection_events', (table) => {
      table.string('projection', 60).notNullable()
      table.string('event_id', 36).notNullable()
      table.primary(['projection', 'event_id'])
    })

    this.schema.createTable('job_runs', (table) => {
      table.bigIncrements('id')
      table.string('name', 60).notNullable()
      table.text('payload', 'longtext').notNullable()
      table.string('state', 12).notNullable().defaultTo('waiting')
      table.integer('attempts').notNullable().defaultTo(0)
      table.integer('max_attempts').notNullable().defaultTo(3)
      table.integer('progress').notNullable().defaultTo(0)
      table.string('message', 250).notNullable().defaultTo('')
      table.text('log', 'longtext').nullable()
      table.text('result').nullable()
      table.text('error').nullable()
      table.string('dedup_key', 120).nullable().unique()
      table.integer('user_id').unsigned().nullable()
      moment(table, 'run_at').notNullable()
      moment(table, 'locked_until').nullable()
      moment(table, 'started_at').nullable()
      moment(table, 'finished_at').nullable()
      moment(table, 'created_at').notNullable()
      table.index(['state', 'run_at'])
      table.check(
        `state IN ('waiting','running','done','failed','dead','cancelled')`,
        [],
        'job_runs_state'
      )
    })
  }

  async down() {
    for (const table of ['job_runs', 'projection_events', 'projection_offsets', 'outbox_events']) {
      this.schema.dropTable(table)
    }
  }
}
