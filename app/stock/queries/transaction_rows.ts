import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { t } from '#core/i18n'
import { placeholders, selectRows } from '#core/sql'
import { KIND_LABELS, type Kind } from '#stock/ledger/kinds'

/** A posting as lists show it. */
export interface TransactionRow {
  id: number
  kind: Kind
  label: string
  /** Of a reversal, the kind of what it reverses. */
  countsAs: Kind
  occurredAt: string
  recordedAt: string
  day: string
  part: { id: number; name: string; ipn: string | null; unit: string }
  userName: string | null
  reason: string | null
  /** Signed: what came in less what went out. */
  quantity: bigint
  /** What was moved from place to place, where nothing came in or went out. */
  moved: bigint
  unitPrice: bigint | null
  /** Revenue of a sale, spend of a purchase; negative where it is paid back. */
  total: bigint | null
  /** What the goods cost; negative where they come back. */
  cost: bigint | null
  /** Of sales and what takes them back. */
  profit: bigint | null
  from: string[]
  to: string[]
  reversesId: number | null
  reversedById: number | null
}

interface PostingRow {
  id: number
  kind: Kind
  original_kind: Kind | null
  occurred_at: string
  recorded_at: string
  day: string
  part_id: number
  name: string
  ipn: string | null
  units: string
  username: string | null
  reason: string | null
  quantity: unknown
  value: unknown
  amount: unknown
  unit_price: unknown
  reverses_id: number | null
  reversed_by: number | null
}

const POSTINGS = `
  SELECT p.id, p.kind, o.kind AS original_kind, p.occurred_at, p.recorded_at, p.day, p.part_id, parts.name, parts.ipn,
         parts.units, users.username, p.reason, p.quantity, p.value, p.amount, p.unit_price, p.reverses_id, r.id AS reversed_by
  FROM stock_postings p
  JOIN parts ON parts.id = p.part_id
  LEFT JOIN users ON users.id = p.user_id
  LEFT JOIN stock_postings o ON o.id = p.reverses_id
  LEFT JOIN stock_postings r ON r.reverses_id = p.id`

/** Postings by id, in the order of the ids. */
export async function readTransactionRows(
  client: QueryClientContract,
  ids: readonly number[]
): Promise<TransactionRow[]> {
  if (ids.length === 0) return []
  const list = placeholders(ids.length)
  const rows = await selectRows<PostingRow>(client, `${POSTINGS} WHERE p.id IN (${list})`, ids)
  const places = await readPlaces(client, ids)
  const byId = new Map(rows.map((row) => [Number(row.id), row]))
  return ids.flatMap((id) => {
    const row = byId.get(id)
    return row ? [toTransactionRow(row, places.get(id) ?? [])] : []
  })
}

interface PlaceRow {
  posting_id: number
  pathstring: string | null
  quantity: unknown
}

async function readPlaces(client: QueryClientContract, ids: readonly number[]) {
  const rows = await selectRows<PlaceRow>(
    client,
    `SELECT m.posting_id, l.pathstring, m.quantity
     FROM stock_movements m LEFT JOIN stock_locations l ON l.id = m.location_id
     WHERE m.posting_id IN (${placeholders(ids.length)}) ORDER BY m.id`,
    ids
  )
  return Map.groupBy(rows, (row) => Number(row.posting_id))
}

function toTransactionRow(row: PostingRow, places: PlaceRow[]): TransactionRow {
  const countsAs = row.original_kind ?? row.kind
  const quantity = toScaled(row.quantity)
  const arrived = places.filter((place) => toScaled(place.quantity) > 0n)
  const moved = arrived.reduce((sum, place) => sum + toScaled(place.quantity), 0n)
  const left = places.filter((place) => toScaled(place.quantity) < 0n)
  return {
    id: Number(row.id),
    kind: row.kind,
    label: KIND_LABELS[row.kind],
    countsAs,
    occurredAt: row.occurred_at,
    recordedAt: row.recorded_at,
    day: row.day,
    part: { id: row.part_id, name: row.name, ipn: row.ipn, unit: row.units },
    userName: row.username,
    reason: row.reason,
    quantity,
    moved: countsAs === 'transfer' ? moved : 0n,
    unitPrice: toScaledOrNull(row.unit_price),
    ...moneyOf(countsAs, { amount: toScaled(row.amount), value: toScaled(row.value) }),
    from: namesOf(left.length > 0 ? left : places.filter((place) => !arrived.includes(place))),
    to: namesOf(arrived),
    reversesId: row.reverses_id,
    reversedById: row.reversed_by,
  }
}

function namesOf(places: PlaceRow[]): string[] {
  return [...new Set(places.map(({ pathstring }) => pathstring ?? t('No location')))]
}

/** Total, cost and profit of a posting from what it stores; null where they mean nothing. */
export function moneyOf(
  countsAs: Kind,
  { amount, value }: { amount: bigint; value: bigint }
): Pick<TransactionRow, 'total' | 'cost' | 'profit'> {
  switch (countsAs) {
    case 'sale':
      return { total: amount, cost: -value, profit: amount + value }
    case 'return_in':
      return { total: -amount, cost: -value, profit: value - amount }
    case 'receive':
      return { total: amount, cost: null, profit: null }
    case 'return_out':
      return { total: -amount, cost: -value, profit: null }
    case 'adjust_in':
      return { total: null, cost: value, profit: null }
    case 'scrap':
    case 'adjust_out':
      return { total: null, cost: -value, profit: null }
    default:
      return { total: null, cost: null, profit: null }
  }
}
