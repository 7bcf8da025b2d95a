import { BaseSchema } from '@adonisjs/lucid/schema'
import { day, moment, scaled, withinRange } from '#database/columns'

export default class extends BaseSchema {
  async up() {
    this.schema.createTable('companies', (table) => {
      table.increments('id')
      table.string('name', 100).notNullable()
      table.string('description', 500).notNullable().defaultTo('')
      table.string('website', 2000).notNullable().defaultTo('')
      table.string('phone', 50).notNullable().defaultTo('')
      table.string('email', 254).nullable()
      table.string('contact', 100).notNullable().defaultTo('')
      table.string('address', 500).notNullable().defaultTo('')
      table.string('link', 2000).notNullable().defaultTo('')
      table.string('currency', 3).notNullable()
      table.string('tax_id', 50).notNullable().defaultTo('')
      table.text('notes').nullable()
      table.boolean('is_active').notNullable().defaultTo(true)
      table.boolean('is_supplier').notNullable().defaultTo(false)
      table.boolean('is_manufacturer').notNullable().defaultTo(false)
      table.boolean('is_customer').notNullable().defaultTo(false)
      table.integer('lead_time_days').nullable()
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.index(['name', 'id'])
    })

    this.schema.createTable('part_categories', (table) => {
      table.increments('id')
      table.string('name', 100).notNullable()
      table.string('description', 250).notNullable().defaultTo('')
      table.integer('parent_id').unsigned().nullable().references('part_categories.id')
      // "/3/17/": the ids from the root to this one, so that a subtree is one range of an index.
      table.string('path', 500).notNullable().defaultTo('').index()
      table.text('pathstring').notNullable()
      table.integer('level').notNullable().defaultTo(0)
      table.integer('default_location_id').unsigned().nullable()
      table.string('default_keywords', 250).nullable()
      table.boolean('structural').notNullable().defaultTo(false)
      table.string('icon', 100).notNullable().defaultTo('')
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.index(['parent_id', 'name'])
    })

    this.schema.createTable('parts', (table) => {
      table.increments('id')
      table.string('name', 100).notNullable()
      table.string('description', 250).notNullable().defaultTo('')
      table.string('ipn', 100).nullable()
      table.string('revision', 100).nullable()
      // SHA-256 of name, IPN and revision: together they are unique, on either engine's collation.
      table.string('identity_hash', 64).notNullable().unique()
      table.string('keywords', 250).nullable()
      table.integer('category_id').unsigned().nullable().references('part_categories.id')
      table.integer('supplier_id').unsigned().nullable().references('companies.id')
      table.string('units', 20).notNullable().defaultTo('')
      table.string('link', 2000).nullable()
      table.string('image', 250).nullable()
      table.text('notes').nullable()
      table.integer('default_location_id').unsigned().nullable()
      table.integer('default_expiry').notNullable().defaultTo(0)
      scaled(table, 'minimum_stock').notNullable().defaultTo(0)
      scaled(table, 'maximum_stock').notNullable().defaultTo(0)
      scaled(table, 'purchase_price').nullable()
      scaled(table, 'sale_price').nullable()
      table.boolean('is_active').notNullable().defaultTo(true)
      table.boolean('is_template').notNullable().defaultTo(false)
      table.boolean('assembly').notNullable().defaultTo(false)
      table.boolean('component').notNullable().defaultTo(true)
      table.boolean('trackable').notNullable().defaultTo(false)
      table.boolean('testable').notNullable().defaultTo(false)
      table.boolean('purchaseable').notNullable().defaultTo(true)
      table.boolean('salable').notNullable().defaultTo(true)
      table.boolean('virtual').notNullable().defaultTo(false)
      table.boolean('consumable').notNullable().defaultTo(false)
      table.boolean('locked').notNullable().defaultTo(false)
      table.integer('variant_of_id').unsigned().nullable()
      table.integer('revision_of_id').unsigned().nullable()
      table.integer('creation_user_id').unsigned().nullable()
      day(table, 'creation_date').notNullable()
      // Counts the changes of the row: state events carry it, and consumers drop older ones.
      table.integer('version').notNullable().defaultTo(1)
      moment(table, 'created_at').notNullable()
      moment(table, 'updated_at').notNullable()
      table.index(['name', 'id'])
      table.index(['ipn', 'id'])
      table.index(['category_id', 'name', 'id'])
      table.index(['supplier_id', 'name', 'id'])
      table.index(['is_active', 'name', 'id'])
      table.index(['revision_of_id'])
      table.index(['sale_price', 'id'])
      table.check('minimum_stock >= 0 AND maximum_stock >= 0')
      table.check(
        `${withinRange('purchase_price')} AND purchase_price >= 0`,
        [],
        'parts_purchase_price'
      )
      table.check(`${withinRange('sale_price')} AND sale_price >= 0`, [], 'parts_sale_price')
    })

    // Further categories, beside the main one on the part.
    this.schema.createTable('category_part', (table) => {
      table
        .integer('category_id')
        .unsigned()
        .notNullable()
        .references('part_categories.id')
        .onDelete('CASCADE')
      table.integer('part_id').unsigned().notNullable().references('parts.id').onDelete('CASCADE')
      table.primary(['category_id', 'part_id'])
      table.index(['part_id'])
    })

    for (const statement of partSearch(this.db.dialect.name)) this.schema.raw(statement)
  }

  async down() {
    if (this.db.dialect.name !== 'mysql') this.schema.raw('DROP TABLE IF EXISTS part_search')
    for (const table of ['category_part', 'parts', 'part_categories', 'companies'])
      this.schema.dropTable(table)
  }
}

/** The search index over parts: FTS5 with trigrams on SQLite, FULLTEXT with n-grams on MySQL. */
function partSearch(dialect: string): string[] {
  const columns = ['name', 'ipn', 'description', 'keywords']
  if (dialect === 'mysql')
    return [`CREATE FULLTEXT INDEX parts_search ON parts (${columns.join(', ')})`]
  const list = columns.join(', ')
  const values = (row: string) => columns.map((column) => `${row}.${column}`).join(', ')
  const remove = `INSERT INTO part_search (part_search, rowid, ${list}) VALUES ('delete', old.id, ${values('old')});`
  const add = `INSERT INTO part_search (rowid, ${list}) VALUES (new.id, ${values('new')});`
  return [
    `CREATE VIRTUAL TABLE part_search USING fts5(${list}, content='parts', content_rowid='id', tokenize='trigram remove_diacritics 1')`,
    `CREATE TRIGGER parts_search_insert AFTER INSERT ON parts BEGIN ${add} END`,
    `CREATE TRIGGER parts_search_delete AFTER DELETE ON parts BEGIN ${remove} END`,
    `CREATE TRIGGER parts_search_update AFTER UPDATE OF ${list} ON parts BEGIN ${remove} ${add} END`,
  ]
}
