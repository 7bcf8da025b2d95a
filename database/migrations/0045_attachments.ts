import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

/** Files and links at items, companies, lots and orders, and uploads that are under way in parts. */
export default class extends BaseSchema {
  async up() {
    // One row for each content: who attaches the same bytes again refers to the same file.
    this.schema.createTable('stored_files', (table) => {
      table.increments('id')
      table.string('sha256', 64).notNullable().unique()
      // "attachments/3f/3f2a…": the folder of the file and of the sizes that are made of a picture.
      table.string('key', 100).notNullable()
      table.bigInteger('bytes').notNullable()
      // What the content is, not what its name says.
      table.string('content_type', 100).notNullable()
      table.boolean('is_image').notNullable().defaultTo(false)
      table.integer('width').nullable()
      table.integer('height').nullable()
      // none, pending, ready or failed; then `problem` says why.
      table.string('sizes_state', 10).notNullable().defaultTo('none')
      table.string('problem', 30).nullable()
      moment(table, 'created_at').notNullable()
    })

    this.schema.createTable('attachments', (table) => {
      table.increments('id')
      table.string('model_type', 30).notNullable()
      table.integer('model_id').unsigned().notNullable()
      // Without a cascade: a file that anything refers to cannot be removed.
      table.integer('file_id').unsigned().nullable().references('stored_files.id')
      table.string('link', 2000).nullable()
      table.string('name', 255).notNullable()
      // 0 of a link.
      table.bigInteger('bytes').notNullable().defaultTo(0)
      table.string('comment', 250).notNullable().defaultTo('')
      table.string('alt_text', 250).notNullable().defaultTo('')
      table.integer('user_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      // A removed one is kept for a while, so that it can be put back.
      moment(table, 'removed_at').nullable()
      // Since when what it belongs to is gone; that may come back too.
      moment(table, 'orphaned_at').nullable()
      table.index(['model_type', 'model_id', 'id'])
      table.index(['model_id', 'id'])
      table.index(['bytes', 'id'])
      table.index(['removed_at'])
      table.index(['orphaned_at'])
      table.check('(file_id IS NULL) <> (link IS NULL)', [], 'attachments_file_or_link')
    })

    this.schema.createTable('file_uploads', (table) => {
      table.increments('id')
      table.string('token', 32).notNullable().unique()
      table.string('model_type', 30).notNullable()
      table.integer('model_id').unsigned().notNullable()
      table.integer('user_id').unsigned().notNullable()
      table.string('name', 255).notNullable()
      table.bigInteger('bytes').notNullable()
      table.integer('part_bytes').notNullable()
      table.string('key', 100).notNullable()
      table.string('upload_id', 1024).notNullable()
      // open, checking, done or failed; then `problem` says why.
      table.string('state', 10).notNullable().defaultTo('open')
      table.string('problem', 30).nullable()
      table.integer('attachment_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.index(['user_id', 'model_type', 'model_id'])
      table.index(['updated_at'])
    })
  }

  async down() {
    this.schema.dropTable('file_uploads')
    this.schema.dropTable('attachments')
    this.schema.dropTable('stored_files')
  }
}
