import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    // One row a job: locked by whoever claims a run of it, so that its limit holds over all processes.
    this.schema.createTable('job_queues', (table) => {
      table.string('name', 60).primary()
      table.boolean('is_paused').notNullable().defaultTo(false)
      table.bigInteger('claims').notNullable().defaultTo(0)
    })

    // Who carries out jobs, and when it was last heard of.
    this.schema.createTable('job_workers', (table) => {
      table.string('id', 36).primary()
      table.string('host', 255).notNullable()
      table.integer('process_id').notNullable()
      table.string('version', 20).notNullable()
      table.string('role', 10).notNullable()
      table.bigInteger('memory').notNullable().defaultTo(0)
      table.text('current').nullable()
      moment(table, 'started_at').notNullable()
      moment(table, 'seen_at').notNullable()
    })

    this.schema.alterTable('job_runs', (table) => {
      // Lower first, as BullMQ has it.
      table.integer('priority').notNullable().defaultTo(10)
      table.index(['name', 'state'])
    })
  }

  async down() {
    this.schema.alterTable('job_runs', (table) => {
      table.dropIndex(['name', 'state'])
      table.dropColumn('priority')
    })
    this.schema.dropTable('job_workers')
    this.schema.dropTable('job_queues')
  }
}
