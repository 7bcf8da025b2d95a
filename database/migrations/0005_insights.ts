import type { Knex } from 'knex'
import { BaseSchema } from '@adonisjs/lucid/schema'
import { day, scaled } from '#database/columns'

type Figures = (table: Knex.CreateTableBuilder) => void

const figures: Record<string, Figures> = {
  sales(table) {
    scaled(table, 'quantity').notNullable().defaultTo(0)
    scaled(table, 'revenue').notNullable().defaultTo(0)
    scaled(table, 'cost').notNullable().defaultTo(0)
    scaled(table, 'profit').notNullable().defaultTo(0)
  },
  purchases(table) {
    scaled(table, 'quantity').notNullable().defaultTo(0)
    scaled(table, 'spend').notNullable().defaultTo(0)
  },
  // The period's net change, not its closing balance: so periods add up in any order.
  stock(table) {
    scaled(table, 'quantity').notNullable().defaultTo(0)
    scaled(table, 'value').notNullable().defaultTo(0)
  },
}

/** Read models of the ledger; location 0 stands for "no location". Rebuilt by projections:rebuild. */
export default class extends BaseSchema {
  async up() {
    for (const [name, addFigures] of Object.entries(figures)) {
      this.schema.createTable(`${name}_daily`, (table) => {
        day(table, 'day').notNullable()
        table.integer('location_id').unsigned().notNullable()
        table.integer('part_id').unsigned().notNullable()
        addFigures(table)
        table.primary(['day', 'part_id', 'location_id'])
        table.index(['part_id', 'day'])
      })
      this.schema.createTable(`${name}_monthly`, (table) => {
        table.string('month', 7).notNullable()
        table.integer('location_id').unsigned().notNullable()
        table.integer('part_id').unsigned().notNullable()
        addFigures(table)
        table.primary(['month', 'part_id', 'location_id'])
        table.index(['part_id', 'month'])
      })
    }
    // The whole company by day and location: what totals and the charts by day read.
    this.schema.createTable('location_daily', (table) => {
      day(table, 'day').notNullable()
      table.integer('location_id').unsigned().notNullable()
      scaled(table, 'sold_quantity').notNullable().defaultTo(0)
      scaled(table, 'revenue').notNullable().defaultTo(0)
      scaled(table, 'cost').notNullable().defaultTo(0)
      scaled(table, 'profit').notNullable().defaultTo(0)
      scaled(table, 'spend').notNullable().defaultTo(0)
      scaled(table, 'stock_value').notNullable().defaultTo(0)
      table.primary(['day', 'location_id'])
    })
  }

  async down() {
    this.schema.dropTable('location_daily')
    for (const name of Object.keys(figures)) {
      this.schema.dropTable(`${name}_monthly`)
      this.schema.dropTable(`${name}_daily`)
    }
  }
}
