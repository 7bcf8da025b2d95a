import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { NotFound } from '#core/exceptions'
import { placeholders, selectRows, type Binding } from '#core/sql'
import { toScaled } from '#core/decimal'
import type { UnitOfWork } from '#core/unit_of_work'
import { LOT_COLUMNS, toLot, type Lot, type LotRow } from '#stock/ledger/lot'

export interface LotFilter {
  partIds: readonly number[]
  /** A place and all within it; every place when left out. */
  locationIds?: readonly (number | null)[]
  /** Lock the rows, in id order, until the transaction ends (MySQL; SQLite has one writer). */
  lock?: boolean
}

/** The lots of some parts that hold stock, by id. */
export async function readOpenLots(client: QueryClientContract, filter: LotFilter): Promise<Lot[]> {
  const conditions = [
    `part_id IN (${placeholders(filter.partIds.length)})`,
    'quantity > 0',
    'deleted_at IS NULL',
  ]
  const bindings: Binding[] = [...filter.partIds]
  if (filter.locationIds) {
    conditions.push(`COALESCE(location_id, 0) IN (${placeholders(filter.locationIds.length)})`)
    bindings.push(...filter.locationIds.map((id) => id ?? 0))
  }
  const rows = await selectRows<LotRow>(
    client,
    `SELECT ${LOT_COLUMNS} FROM stock_items WHERE ${conditions.join(' AND ')} ORDER BY id${lockClause(client, filter.lock)}`,
    bindings
  )
  return rows.map(toLot)
}

/** Lots by id, depleted ones too; deleted ones only when asked for. Missing ids are left out. */
export async function readLotsById(
  client: QueryClientContract,
  ids: readonly number[],
  options: { lock?: boolean; withDeleted?: boolean } = {}
): Promise<Lot[]> {
  if (ids.length === 0) return []
  const hidden = options.withDeleted ? '' : ' AND deleted_at IS NULL'
  const rows = await selectRows<LotRow>(
    client,
    `SELECT ${LOT_COLUMNS} FROM stock_items WHERE id IN (${placeholders(ids.length)})${hidden} ORDER BY id${lockClause(client, options.lock)}`,
    ids
  )
  return rows.map(toLot)
}

/** The lot with this id, for a change in the unit of work. Throws NotFound('StockItem'). */
export async function readLot(unit: UnitOfWork, id: number): Promise<Lot> {
  const [lot] = await readLotsById(unit.trx, [id], { lock: unit.mustLock })
  if (!lot || (lot.quantity === 0n && lot.deleteOnDeplete)) throw new NotFound('StockItem')
  return lot
}

/** The least that lay in the lot at its place at any moment from `occurredAt` on. */
export async function leastBalanceSince(
  client: QueryClientContract,
  lot: Lot,
  occurredAt: string
): Promise<bigint> {
  const rows = await selectRows<{ occurred_at: string; quantity: unknown }>(
    client,
    'SELECT occurred_at, quantity FROM stock_movements WHERE stock_item_id = ? AND COALESCE(location_id, 0) = ? ORDER BY occurred_at, id',
    [lot.id, lot.locationId ?? 0]
  )
  let balance = 0n
  let least: bigint | null = null
  let moment = ''
  for (const row of rows) {
    // What happened up to the moment itself only leads to the balance there. What moved at one moment
    // counts together: a movement and its reversal cancel.
    const isLater = row.occurred_at > occurredAt && row.occurred_at !== moment
    if (isLater) least = lesser(least, balance)
    moment = row.occurred_at
    balance += toScaled(row.quantity)
  }
  return lesser(least, balance)
}

function lesser(one: bigint | null, other: bigint): bigint {
  return one === null || other < one ? other : one
}

function lockClause(client: QueryClientContract, lock = false): string {
  return lock && client.dialect.name === 'mysql' ? ' FOR UPDATE' : ''
}
