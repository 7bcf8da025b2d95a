import { BaseSchema } from '@adonisjs/lucid/schema'

/** The language a user has chosen; null for that of the browser at hand. */
export default class extends BaseSchema {
  async up() {
    this.schema.alterTable('users', (table) => {
      table.string('locale', 8).nullable()
    })
  }
}
