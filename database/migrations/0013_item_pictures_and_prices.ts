import { BaseSchema } from '@adonisjs/lucid/schema'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { moment, scaled, withinRange } from '#database/columns'

/** Pictures of parts, and what a part cost and sold for at any time. */
export default class extends BaseSchema {
  async up() {
    this.schema.createTable('part_images', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().references('parts.id').onDelete('CASCADE')
      // "parts/7/3f2a…": the folder and beginning of the names of its files, one a size.
      table.string('key', 100).notNullable()
      table.string('sha256', 64).notNullable()
      table.string('format', 10).notNullable()
      table.integer('width').notNullable()
      table.integer('height').notNullable()
      table.string('sizes', 40).notNullable()
      table.integer('user_id').unsigned().nullable()
      moment(table, 'created_at').notNullable()
      // A removed picture is kept for a while, so that it can be put back.
      moment(table, 'removed_at').nullable()
      table.index(['part_id', 'id'])
      table.index(['removed_at'])
    })

    this.schema.createTable('part_prices', (table) => {
      table.increments('id')
      table.integer('part_id').unsigned().notNullable().references('parts.id').onDelete('CASCADE')
      moment(table, 'changed_at').notNullable()
      scaled(table, 'purchase_price').nullable()
      scaled(table, 'sale_price').nullable()
      table.integer('user_id').unsigned().nullable()
      table.index(['part_id', 'changed_at', 'id'])
      table.check(withinRange('purchase_price'), [], 'part_prices_purchase')
      table.check(withinRange('sale_price'), [], 'part_prices_sale')
    })

    // Lots that expire soon are asked for on every page.
    this.schema.raw('CREATE INDEX stock_items_expiry ON stock_items (expiry_date, part_id)')

    this.defer(async (client) => {
      const changes = await priceChanges(client)
      await client.rawQuery(
        `INSERT INTO part_prices (part_id, changed_at, purchase_price, sale_price, user_id)
         SELECT id, created_at, purchase_price, sale_price, creation_user_id FROM parts`
      )
      for (const [partId, own] of changes) await rewind(client, partId, own)
    })
  }

  async down() {
    const on = this.db.dialect.name === 'mysql' ? ' ON stock_items' : ''
    this.schema.raw(`DROP INDEX stock_items_expiry${on}`)
    this.schema.dropTable('part_prices')
    this.schema.dropTable('part_images')
  }
}

type Pair = [old: unknown, current: unknown]

interface PriceChange {
  at: string
  userId: number | null
  purchase?: Pair
  sale?: Pair
}

/** What the audit log knows of earlier prices, by part, oldest first. */
async function priceChanges(client: QueryClientContract): Promise<Map<number, PriceChange[]>> {
  const rows = await client
    .from('audit_log')
    .where('model', 'part')
    .where('action', 'change')
    .where('changes', 'like', '%_price%')
    .orderBy('id')
    .select('model_id', 'user_id', 'created_at', 'changes')
  const found = new Map<number, PriceChange[]>()
  for (const row of rows) {
    const changes = JSON.parse(row.changes)
    const { purchase_price: purchase, sale_price: sale } = changes
    if (!purchase && !sale) continue
    const own = found.get(row.model_id) ?? []
    found.set(row.model_id, own)
    own.push({ at: row.created_at, userId: row.user_id, purchase, sale })
  }
  return found
}

/** Puts the first row of a part back to what it was then, and adds one for each change since. */
async function rewind(client: QueryClientContract, partId: number, changes: PriceChange[]) {
  const row = await client.from('part_prices').where('part_id', partId).first()
  if (!row) return
  let purchase = changes.find((change) => change.purchase)?.purchase?.[0] ?? row.purchase_price
  let sale = changes.find((change) => change.sale)?.sale?.[0] ?? row.sale_price
  await client
    .from('part_prices')
    .where('id', row.id)
    .update({ purchase_price: purchase, sale_price: sale })
  for (const change of changes) {
    if (change.purchase) purchase = change.purchase[1]
    if (change.sale) sale = change.sale[1]
    await client.table('part_prices').insert({
      part_id: partId,
      changed_at: change.at,
      purchase_price: purchase,
      sale_price: sale,
      user_id: change.userId,
    })
  }
}
