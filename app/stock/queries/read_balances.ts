import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { placeholders, selectRows } from '#core/sql'
import { today } from '#core/time'
import { AVAILABLE_STATUSES } from '#stock/ledger/status'
import { changesUntil } from '#stock/queries/lying'

/** What lies of an item at a place. */
export interface Balance {
  /** 0 stands for no location; null for all together. */
  locationId: number | null
  location: string | null
  quantity: bigint
  value: bigint
  allocated: bigint | null
  available: bigint | null
}

export interface BalanceSelection {
  by: 'place' | 'item'
  locationIds?: readonly number[]
  /** Of these items only. */
  partIds?: readonly number[]
  /** A local day: what lay there at its end. Left out: now. */
  asOf?: string
}

interface SumRow {
  part_id: number
  place: number | null
  quantity: unknown
  value: unknown
  allocated?: unknown
}

/**
 * Balances by item, of the lots as they are, or as of a day from the net changes by month and day:
 * never from the ledger itself, which is many times longer.
 */
export async function readBalances(
  client: QueryClientContract,
  selection: BalanceSelection
): Promise<Map<number, Balance[]>> {
  const sums = selection.asOf
    ? await sumsAsOf(client, selection, selection.asOf)
    : await sumsNow(client, selection)
  // What is computed MySQL's driver gives as text.
  const rows = sums.map((row) => ({
    ...row,
    part_id: Number(row.part_id),
    place: row.place === null ? null : Number(row.place),
  }))
  const held = selection.asOf ? new Map<string, bigint>() : await readHeld(client, selection)
  const names = selection.by === 'place' ? await readNames(client) : new Map<number, string>()
  const balances = new Map<number, Balance[]>()
  for (const row of rows) {
    const own = balances.get(row.part_id)
    const balance = toBalance(row, { held, names })
    if (own) own.push(balance)
    else balances.set(row.part_id, [balance])
  }
  return balances
}

function sumsNow(client: QueryClientContract, { by, locationIds, partIds }: BalanceSelection) {
  const place = by === 'place' ? 'COALESCE(location_id, 0)' : 'NULL'
  return selectRows<SumRow>(
    client,
    `SELECT part_id, ${place} AS place, CAST(SUM(quantity) AS CHAR) AS quantity,
            CAST(SUM(value) AS CHAR) AS value, CAST(SUM(allocated) AS CHAR) AS allocated
     FROM stock_items WHERE quantity > 0${isOneOf('location_id', locationIds)}${isOneOf('part_id', partIds)}
     GROUP BY part_id${by === 'place' ? ', location_id' : ''} ORDER BY part_id`,
    [...(locationIds ?? []), ...(partIds ?? [])]
  )
}

function isOneOf(column: string, ids: readonly number[] | undefined): string {
  return ids ? ` AND ${column} IN (${placeholders(ids.length)})` : ''
}

function sumsAsOf(
  client: QueryClientContract,
  { by, locationIds, partIds }: BalanceSelection,
  day: string
): Promise<SumRow[]> {
  const narrow = {
    sql: isOneOf('location_id', locationIds) + isOneOf('part_id', partIds),
    bindings: [...(locationIds ?? []), ...(partIds ?? [])],
  }
  const { sql, bindings } = changesUntil(day, by === 'place' ? 'location_id' : 'NULL', narrow)
  return selectRows<SumRow>(
    client,
    `SELECT part_id, location_id AS place, CAST(SUM(quantity) AS CHAR) AS quantity,
            CAST(SUM(value) AS CHAR) AS value
       FROM (${sql}) changes
      GROUP BY part_id, location_id HAVING SUM(quantity) <> 0 OR SUM(value) <> 0`,
    bindings
  )
}

/** What lies there but cannot be sold: promised to nobody, yet expired, quarantined, lost … */
async function readHeld(client: QueryClientContract, { by, partIds }: BalanceSelection) {
  const rows = await selectRows<{ part_id: number; place: number; held: unknown }>(
    client,
    `SELECT part_id, COALESCE(location_id, 0) AS place, CAST(SUM(quantity - allocated) AS CHAR) AS held
     FROM stock_items WHERE quantity > 0 AND (status NOT IN (${AVAILABLE_STATUSES.join(', ')}) OR expiry_date < ?)${isOneOf('part_id', partIds)}
     GROUP BY part_id, COALESCE(location_id, 0)`,
    [today(), ...(partIds ?? [])]
  )
  const held = new Map<string, bigint>()
  for (const row of rows) {
    const key = keyOf(Number(row.part_id), by === 'place' ? Number(row.place) : null)
    held.set(key, (held.get(key) ?? 0n) + toScaled(row.held))
  }
  return held
}

async function readNames(client: QueryClientContract): Promise<Map<number, string>> {
  const rows = await client.from('stock_locations').select('id', 'pathstring')
  return new Map(rows.map((row) => [Number(row.id), String(row.pathstring)]))
}

function keyOf(partId: number, place: number | null): string {
  return `${partId} ${place}`
}

function toBalance(
  row: SumRow,
  { held, names }: { held: Map<string, bigint>; names: Map<number, string> }
): Balance {
  const quantity = toScaled(row.quantity)
  const isNow = row.allocated !== undefined
  const allocated = toScaled(row.allocated)
  const unusable = held.get(keyOf(row.part_id, row.place)) ?? 0n
  return {
    locationId: row.place,
    location: row.place ? (names.get(row.place) ?? null) : null,
    quantity,
    value: toScaled(row.value),
    allocated: isNow ? allocated : null,
    available: isNow ? quantity - allocated - unusable : null,
  }
}
