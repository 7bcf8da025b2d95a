import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    // Sessions live in the browser's cookie: of those that somebody has signed out of the server keeps the key.
    this.schema.createTable('ended_sessions', (table) => {
      table.bigIncrements('id')
      table.string('session_key', 36).notNullable().unique()
      moment(table, 'ended_at').notNullable().index()
    })

    // What waits for a job that is over would wait for ever: until now a cancelled job left it so.
    this.defer((db) =>
      db.rawQuery(
        `UPDATE webhook_deliveries SET state = 'failed'
          WHERE state = 'waiting' AND NOT EXISTS (
            SELECT 1 FROM job_runs r
             WHERE r.id = webhook_deliveries.run_id AND r.state IN ('waiting', 'running', 'failed'))`
      )
    )
  }

  async down() {
    this.schema.dropTable('ended_sessions')
  }
}
