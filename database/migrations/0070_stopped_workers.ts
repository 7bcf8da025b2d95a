import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    // A worker that ended as it should says so; one that was killed is missed after a while.
    this.schema.alterTable('job_workers', (table) => {
      moment(table, 'stopped_at').nullable()
    })
  }

  async down() {
    this.schema.alterTable('job_workers', (table) => {
      table.dropColumn('stopped_at')
    })
  }
}
