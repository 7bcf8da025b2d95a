import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { formatQuantity, toScaled } from '#core/decimal'
import type { ReadContext } from '#core/resource/field'
import { nestedTexts } from '#core/resource/read_rows'
import { resourceOf } from '#core/resource/resource'
import { idsIn } from '#core/resource/read_only_fields'
import { placeholders, selectRows, type Row } from '#core/sql'
import { trackingCode, type Kind } from '#stock/ledger/kinds'

interface Standing {
  /** What the lot held after the movement. */
  balance: bigint
  isFirst: boolean
}

/** Writes onto tracking rows their code and their deltas, as JSON in InvenTree's terms. */
export async function completeTracking(rows: Row[], context: ReadContext): Promise<void> {
  const standings = await readStandings(context.client, idsIn(rows, 'id'))
  const locations = await locationTexts(rows, context)
  const others = await readOtherLots(context.client, rows)
  for (const row of rows) {
    const standing = standings.get(Number(row.id)) ?? { balance: 0n, isFirst: false }
    row.code = codeOf(row, standing.isFirst)
    row.deltas = writeDeltas(row, { standing, locations, other: others.get(Number(row.id)) })
  }
}

function codeOf(row: Row, isFirstOfLot: boolean): number {
  const quantity = toScaled(row.quantity)
  if (row.kind === 'transfer' && quantity < 0n) return 42
  return trackingCode({
    kind: row.kind as Kind,
    isFirstOfLot,
    quantity,
    sourceType: row.source_type === null ? null : String(row.source_type),
  })
}

async function readStandings(
  client: QueryClientContract,
  ids: number[]
): Promise<Map<number, Standing>> {
  if (ids.length === 0) return new Map()
  const rows = await selectRows<{ id: number; balance: unknown; earlier: number }>(
    client,
    `SELECT m.id, CAST((SELECT SUM(b.quantity) FROM stock_movements b
                        WHERE b.stock_item_id = m.stock_item_id AND b.id <= m.id) AS CHAR) AS balance,
            EXISTS (SELECT 1 FROM stock_movements e WHERE e.stock_item_id = m.stock_item_id
                    AND e.posting_id < m.posting_id) AS earlier
     FROM stock_movements m WHERE m.id IN (${placeholders(ids.length)})`,
    ids
  )
  return new Map(
    rows.map((row) => [
      Number(row.id),
      { balance: toScaled(row.balance), isFirst: !Number(row.earlier) },
    ])
  )
}

async function locationTexts(rows: Row[], context: ReadContext): Promise<Map<number, string>> {
  const moved = rows.filter((row) => row.kind === 'transfer')
  return nestedTexts(resourceOf('stocklocation'), idsIn(moved, 'location_id'), context)
}

/** For the line of a split that left, the lot that it made. */
async function readOtherLots(
  client: QueryClientContract,
  rows: Row[]
): Promise<Map<number, number>> {
  const departures = rows.filter((row) => row.kind === 'transfer' && toScaled(row.quantity) < 0n)
  const postings = idsIn(departures, 'posting_id')
  if (postings.length === 0) return new Map()
  const arrivals = await client
    .from('stock_movements')
    .join('stock_items', 'stock_items.id', 'stock_movements.stock_item_id')
    .whereIn('posting_id', postings)
    .where('stock_movements.quantity', '>', 0)
    .select('posting_id', 'stock_item_id', 'stock_items.parent_id')
  const others = new Map<number, number>()
  for (const row of departures) {
    const arrival = arrivals.find(
      (candidate) =>
        candidate.posting_id === row.posting_id && candidate.parent_id === row.stock_item_id
    )
    if (arrival) others.set(Number(row.id), Number(arrival.stock_item_id))
  }
  return others
}

interface Told {
  standing: Standing
  locations: Map<number, string>
  other: number | undefined
}

function writeDeltas(row: Row, { standing, locations, other }: Told): string {
  if (row.kind === 'note' || row.kind === 'revalue') return noteDeltas(row)
  const isArrival = row.kind === 'transfer' && toScaled(row.quantity) > 0n
  const parts = [
    ...changeDeltas(row, standing.isFirst),
    `"quantity":${formatQuantity(standing.balance)}`,
    ...(isArrival ? placeDeltas(row, locations) : []),
    ...(other === undefined ? [] : [`"stockitem":${other}`]),
  ]
  return `{${parts.join(',')}}`
}

function changeDeltas(row: Row, isFirst: boolean): string[] {
  const quantity = toScaled(row.quantity)
  if (row.kind === 'count') return []
  if (quantity < 0n) return [`"removed":${formatQuantity(-quantity)}`]
  if (row.kind === 'transfer') return []
  return [isFirst ? '"status":10' : `"added":${formatQuantity(quantity)}`]
}

function placeDeltas(row: Row, locations: Map<number, string>): string[] {
  const location = row.location_id === null ? null : Number(row.location_id)
  const detail = location === null ? undefined : locations.get(location)
  return [`"location":${location}`, ...(detail ? [`"location_detail":${detail}`] : [])]
}

/** What an edit changed: old and new, as it was noted. */
function noteDeltas(row: Row): string {
  const details = typeof row.details === 'string' ? JSON.parse(row.details) : {}
  const { old_status: oldStatus, status, ...others } = details
  if (status === undefined) return JSON.stringify(others)
  return JSON.stringify({
    status,
    old_status_logical: oldStatus,
    old_status: oldStatus,
    status_logical: status,
    ...others,
  })
}
