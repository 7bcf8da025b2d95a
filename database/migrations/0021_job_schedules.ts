import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** What an administrator has changed of the schedules that the product brings along. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('job_schedules', (table) => {
      table.string('job', 60).primary()
      table.string('cron', 100).nullable()
      table.boolean('is_enabled').notNullable().defaultTo(true)
      moment(table, 'updated_at').notNullable()
    })
  }

  async down() {
    this.schema.dropTable('job_schedules')
  }
}
