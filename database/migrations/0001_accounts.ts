import { BaseSchema } from '@adonisjs/lucid/schema'
import { moment } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('users', (table) => {
      table.increments('id')
      table.string('username', 150).notNullable()
      table.string('username_key', 150).notNullable().unique()
      table.string('email', 254).notNullable().defaultTo('')
      table.string('first_name', 150).notNullable().defaultTo('')
      table.string('last_name', 150).notNullable().defaultTo('')
      table.string('password', 255).notNullable()
      table.boolean('is_staff').notNullable().defaultTo(false)
      table.boolean('is_superuser').notNullable().defaultTo(false)
      table.boolean('is_active').notNullable().defaultTo(true)
      // Raised by a new password: sessions begun before it end.
      table.integer('session_version').notNullable().defaultTo(1)
      moment(table, 'last_login_at').nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
    })

    this.schema.createTable('groups', (table) => {
      table.increments('id')
      table.string('name', 150).notNullable().unique()
      table.string('description', 250).notNullable().defaultTo('')
    })

    this.schema.createTable('group_user', (table) => {
      table.integer('group_id').unsigned().notNullable().references('groups.id').onDelete('CASCADE')
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.primary(['group_id', 'user_id'])
    })

    this.schema.createTable('rule_sets', (table) => {
      table.increments('id')
      table.integer('group_id').unsigned().notNullable().references('groups.id').onDelete('CASCADE')
      table.string('area', 30).notNullable()
      table.boolean('can_view').notNullable().defaultTo(false)
      table.boolean('can_add').notNullable().defaultTo(false)
      table.boolean('can_change').notNullable().defaultTo(false)
      table.boolean('can_delete').notNullable().defaultTo(false)
      table.unique(['group_id', 'area'])
    })

    this.schema.createTable('api_tokens', (table) => {
      table.increments('id')
      table.integer('user_id').unsigned().notNullable().references('users.id').onDelete('CASCADE')
      table.string('name', 100).notNullable().defaultTo('')
      // SHA-256 of the token: who reads the database cannot sign in with it.
      table.string('token_hash', 64).notNullable().unique()
      table.string('nonce', 32).notNullable()
      table.string('issued_on', 8).notNullable()
      table.string('expires_on', 10).notNullable()
      moment(table, 'last_used_at').nullable()
      moment(table, 'revoked_at').nullable()
      moment(table, 'created_at').notNullable()
      table.index(['user_id', 'name'])
    })

    // One row: raised in the transaction of every change of users, rights and tokens.
    this.schema.createTable('auth_versions', (table) => {
      table.integer('id').primary()
      table.bigInteger('version').notNullable()
    })
    this.defer(async (db) => {
      await db.table('auth_versions').insert({ id: 1, version: 1 })
    })

    this.schema.createTable('audit_log', (table) => {
      table.bigIncrements('id')
      table.integer('user_id').unsigned().nullable()
      table.string('username', 150).notNullable().defaultTo('')
      table.string('action', 60).notNullable()
      table.string('model', 60).notNullable()
      table.integer('model_id').nullable()
      table.text('changes').nullable()
      moment(table, 'created_at').notNullable().index()
      table.index(['model', 'model_id'])
    })

    this.schema.createTable('settings', (table) => {
      table.string('key', 100).primary()
      table.text('value').notNullable()
    })
  }

  async down() {
    for (const table of [
      'settings',
      'audit_log',
      'auth_versions',
      'api_tokens',
      'rule_sets',
      'group_user',
      'groups',
      'users',
    ]) {
      this.schema.dropTable(table)
    }
  }
}
