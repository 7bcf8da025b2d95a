import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled } from '#core/decimal'
import { selectRows } from '#core/sql'
import { KIND_LABELS, type Kind } from '#stock/ledger/kinds'

const LARGEST_LISTING = 200

/** A movement of a lot, and what the lot held after it. */
export interface LotMovement {
  postingId: number
  kind: Kind
  label: string
  occurredAt: string
  userName: string | null
  reason: string | null
  location: string | null
  quantity: bigint
  value: bigint
  balance: bigint
  isReversed: boolean
}

interface Row {
  posting_id: number
  kind: Kind
  occurred_at: string
  username: string | null
  reason: string | null
  pathstring: string | null
  quantity: unknown
  value: unknown
  reversed_by: number | null
}

const MOVEMENTS = `
  SELECT m.posting_id, p.kind, m.occurred_at, users.username, p.reason, l.pathstring, m.quantity, m.value, r.id AS reversed_by
  FROM stock_movements m
  JOIN stock_postings p ON p.id = m.posting_id
  LEFT JOIN users ON users.id = p.user_id
  LEFT JOIN stock_locations l ON l.id = m.location_id
  LEFT JOIN stock_postings r ON r.reverses_id = p.id
  WHERE m.stock_item_id = ? ORDER BY m.occurred_at DESC, m.id DESC LIMIT ?`

/** The latest movements of a lot that holds `quantity` now, newest first. */
export async function listLotMovements(
  { id, quantity }: { id: number; quantity: bigint },
  client: QueryClientContract = db.connection()
): Promise<LotMovement[]> {
  const rows = await selectRows<Row>(client, MOVEMENTS, [id, LARGEST_LISTING])
  let balance = quantity
  return rows.map((row): LotMovement => {
    const movement = {
      postingId: Number(row.posting_id),
      kind: row.kind,
      label: KIND_LABELS[row.kind],
      occurredAt: row.occurred_at,
      userName: row.username,
      reason: row.reason,
      location: row.pathstring,
      quantity: toScaled(row.quantity),
      value: toScaled(row.value),
      balance,
      isReversed: row.reversed_by !== null,
    }
    balance -= movement.quantity
    return movement
  })
}
