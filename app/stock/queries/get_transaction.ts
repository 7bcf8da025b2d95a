import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaled, toScaledOrNull } from '#core/decimal'
import { NotFound } from '#core/exceptions'
import { selectRows } from '#core/sql'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

export interface TransactionMovement {
  lotId: number
  /** False for a lot that is gone: there is no page of it. */
  isListed: boolean
  batch: string | null
  serial: string | null
  locationId: number | null
  location: string | null
  quantity: bigint
  unitCost: bigint | null
  value: bigint
  amount: bigint
}

export interface Transaction extends TransactionRow {
  userFullName: string | null
  source: string | null
  details: Record<string, unknown> | null
  value: bigint
  movements: TransactionMovement[]
  /** Why it cannot be taken back, where that is plain from the entry itself. */
  cannotReverse: string | null
}

/** One ledger entry with its movements. Throws NotFound('StockPosting'). */
export async function getTransaction(
  id: number,
  client: QueryClientContract = db.connection()
): Promise<Transaction> {
  const [row] = await readTransactionRows(client, [id])
  if (!row) throw new NotFound('StockPosting')
  const [facts] = await selectRows<FactRow>(client, FACTS, [id])
  const details = facts.details ? JSON.parse(facts.details) : null
  return {
    ...row,
    userFullName: `${facts.first_name ?? ''} ${facts.last_name ?? ''}`.trim() || row.userName,
    source: sourceText(facts),
    details,
    value: toScaled(facts.value),
    movements: await readMovements(client, id),
    cannotReverse: whyNot(row, details),
  }
}

interface FactRow {
  first_name: string | null
  last_name: string | null
  source_type: string | null
  source_id: string | null
  source_line: string | null
  details: string | null
  value: unknown
}

const FACTS = `
  SELECT users.first_name, users.last_name, p.source_type, p.source_id, p.source_line, p.details, p.value
  FROM stock_postings p LEFT JOIN users ON users.id = p.user_id WHERE p.id = ?`

/** A form's key tells nobody anything; an import or an order does. */
function sourceText({ source_type: type, source_id: id, source_line: line }: FactRow) {
  if (type === null || type === 'form') return null
  return [type.replaceAll('_', ' '), id, line].filter(Boolean).join(' · ')
}

interface MovementRow {
  stock_item_id: number
  is_listed: unknown
  batch: string | null
  serial: string | null
  location_id: number | null
  pathstring: string | null
  quantity: unknown
  unit_cost: unknown
  value: unknown
  amount: unknown
}

async function readMovements(client: QueryClientContract, id: number) {
  const rows = await selectRows<MovementRow>(
    client,
    `SELECT m.stock_item_id, s.is_listed, s.batch, s.serial, m.location_id, l.pathstring, m.quantity, m.unit_cost, m.value, m.amount
     FROM stock_movements m
     JOIN stock_items s ON s.id = m.stock_item_id
     LEFT JOIN stock_locations l ON l.id = m.location_id
     WHERE m.posting_id = ? ORDER BY m.id`,
    [id]
  )
  return rows.map((row): TransactionMovement => ({
    lotId: row.stock_item_id,
    isListed: Boolean(row.is_listed),
    batch: row.batch,
    serial: row.serial,
    locationId: row.location_id,
    location: row.pathstring,
    quantity: toScaled(row.quantity),
    unitCost: toScaledOrNull(row.unit_cost),
    value: toScaled(row.value),
    amount: toScaled(row.amount),
  }))
}

function whyNot(row: TransactionRow, details: Record<string, unknown> | null): string | null {
  if (row.kind === 'reversal') return 'A reversal cannot be reversed. Book the stock again instead.'
  if (row.kind === 'note') return 'An edit moved no stock: there is nothing to reverse.'
  if (row.reversedById !== null) return 'It has been reversed already.'
  if (details?.residue) return 'A rounding entry goes with the entry that emptied the lot.'
  return null
}
