import { BaseSchema } from '@adonisjs/lucid/schema'
import { day, moment, scaled } from '#database/columns'

/** The last result of the sales analysis that was read from HDFS, and where it disagrees with the ledger. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('analysis_results', (table) => {
      table.increments('id')
      // Of the file in HDFS: its own id, when it was put there, its length.
      table.bigInteger('file_id').notNullable()
      moment(table, 'made_at').notNullable()
      table.bigInteger('bytes').notNullable()
      table.integer('item_count').notNullable().defaultTo(0)
      // What is known of how it was made; nothing of a file that another program put there.
      table.bigInteger('run_id').unsigned().nullable()
      table.bigInteger('input_rows').nullable()
      table.string('input_sha256', 64).nullable()
      table.integer('duration_ms').nullable()
      table.string('application_id', 60).nullable()
      table.string('tracking_url', 500).nullable()
      // Without it the rows are not all there.
      moment(table, 'read_at').nullable()
    })

    this.schema.createTable('analysis_result_rows', (table) => {
      table.integer('result_id').unsigned().notNullable()
      table.integer('position').unsigned().notNullable()
      table.text('name').notNullable()
      scaled(table, 'total').notNullable()
      scaled(table, 'profit').notNullable()
      table.primary(['result_id', 'position'])
    })

    this.schema.createTable('analysis_mismatches', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().index()
      day(table, 'day').notNullable()
      // 'total' or 'profit', against 'ledger' or 'stream'.
      table.string('figure', 10).notNullable()
      table.string('against', 10).notNullable()
      scaled(table, 'expected').notNullable()
      scaled(table, 'found').notNullable()
      moment(table, 'found_at').notNullable()
    })
  }

  async down() {
    for (const table of ['analysis_mismatches', 'analysis_result_rows', 'analysis_results']) {
      this.schema.dropTable(table)
    }
  }
}
