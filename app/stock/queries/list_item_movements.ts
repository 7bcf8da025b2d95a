import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import { toScaled } from '#core/decimal'
import { reader } from '#core/replicas'
import { placeholders, selectRows, type Binding } from '#core/sql'
import type { Kind } from '#stock/ledger/kinds'
import { readTransactionRows, type TransactionRow } from '#stock/queries/transaction_rows'

export const MOVEMENTS_A_PAGE = 25

/** A line of the bin card: a posting, what it changed here, and what lay here after it. */
export interface BinCardLine extends TransactionRow {
  change: bigint
  balance: bigint
}

export interface BinCard {
  lines: BinCardLine[]
  page: number
  hasNext: boolean
  /** What lies here, or lay here at the end of the day that was asked for. */
  balance: bigint
  /** What lay here before the last of the lines. */
  opening: bigint
}

export interface BinCardFilter {
  page?: number
  linesAPage?: number
  locationId?: number
  /** Only postings of these kinds; the running balance counts all of them. */
  kinds?: readonly Kind[]
  /** Only what had happened by this moment of the database. */
  until?: string
}

interface ChangeRow {
  id: number
  occurred_at: string
  change: unknown
}

/** What moved of an item, everywhere or at one location: newest first, with the running balance. */
export async function listItemMovements(
  partId: number,
  filter: BinCardFilter = {},
  client: QueryClientContract = reader()
): Promise<BinCard> {
  const { page = 1, linesAPage = MOVEMENTS_A_PAGE, kinds } = filter
  const source = sourceOf(partId, filter)
  const found = await readChanges(client, source, { kinds, page, linesAPage })
  const changes = found.slice(0, linesAPage)
  const rows = await readTransactionRows(
    client,
    changes.map(({ id }) => Number(id))
  )
  const onHand = await onHandAt(client, partId, filter)
  const balances = await balancesAfter(client, { source, changes, onHand, isWhole: !kinds })
  const lines = rows.map((row, index): BinCardLine => {
    return { ...row, change: toScaled(changes[index].change), balance: balances[index] }
  })
  const last = lines.at(-1)
  const opening = last ? last.balance - last.change : onHand
  return { lines, page, hasNext: found.length > linesAPage, balance: onHand, opening }
}

/** The changes of an item: `id`, `occurred_at`, `change` and `kind` of each posting. */
interface Source {
  sql: string
  bindings: Binding[]
}

/** Everywhere the postings themselves tell the change; at one place their movements there do. */
function sourceOf(partId: number, { locationId, until }: BinCardFilter): Source {
  const upTo = (table: string) => (until === undefined ? '' : ` AND ${table}.occurred_at <= ?`)
  const bindings = (...first: Binding[]) => (until === undefined ? first : [...first, until])
  if (locationId === undefined) {
    return {
      sql: `SELECT p.id, p.occurred_at, p.quantity AS \`change\`, p.kind FROM stock_postings p WHERE p.part_id = ?${upTo('p')}`,
      bindings: bindings(partId),
    }
  }
  return {
    sql: `SELECT m.posting_id AS id, m.occurred_at, SUM(m.quantity) AS \`change\`, MAX(p.kind) AS kind
            FROM stock_movements m JOIN stock_postings p ON p.id = m.posting_id
           WHERE m.part_id = ? AND m.location_id = ?${upTo('m')} GROUP BY m.occurred_at, m.posting_id`,
    bindings: bindings(partId, locationId),
  }
}

function readChanges(
  client: QueryClientContract,
  { sql, bindings }: Source,
  {
    kinds,
    page,
    linesAPage,
  }: { kinds: readonly Kind[] | undefined; page: number; linesAPage: number }
): Promise<ChangeRow[]> {
  const where = kinds ? `WHERE kind IN (${placeholders(kinds.length)})` : ''
  return selectRows<ChangeRow>(
    client,
    `SELECT id, occurred_at, \`change\` FROM (${sql}) changes ${where}
      ORDER BY occurred_at DESC, id DESC LIMIT ? OFFSET ?`,
    [...bindings, ...(kinds ?? []), linesAPage + 1, (page - 1) * linesAPage]
  )
}

/** What lay here after each of the lines: from what lies here, less what has come since. */
async function balancesAfter(
  client: QueryClientContract,
  lines: { source: Source; changes: ChangeRow[]; onHand: bigint; isWhole: boolean }
): Promise<bigint[]> {
  const { source, changes, isWhole } = lines
  if (changes.length === 0) return []
  let balance = lines.onHand - (await sumSince(client, source, { after: changes[0] }))
  const balances = [balance]
  for (const [index, line] of changes.slice(1).entries()) {
    const newer = changes[index]
    // With all kinds on the card nothing lies between two of its lines.
    const between = isWhole ? 0n : await sumSince(client, source, { after: line, before: newer })
    balance -= toScaled(newer.change) + between
    balances.push(balance)
  }
  return balances
}

const AFTER = '(occurred_at > ? OR (occurred_at = ? AND id > ?))'
const BEFORE = '(occurred_at < ? OR (occurred_at = ? AND id < ?))'

async function sumSince(
  client: QueryClientContract,
  { sql, bindings }: Source,
  { after, before }: { after: ChangeRow; before?: ChangeRow }
): Promise<bigint> {
  const place = (row: ChangeRow): Binding[] => [row.occurred_at, row.occurred_at, Number(row.id)]
  // The plain bound in front lets the engine begin in the index.
  const [row] = await selectRows<{ total: unknown }>(
    client,
    `SELECT CAST(SUM(\`change\`) AS CHAR) AS total FROM (${sql}) changes
      WHERE occurred_at >= ? AND ${AFTER}${before ? ` AND occurred_at <= ? AND ${BEFORE}` : ''}`,
    [
      ...bindings,
      after.occurred_at,
      ...place(after),
      ...(before ? [before.occurred_at, ...place(before)] : []),
    ]
  )
  return toScaled(row.total)
}

/** What lies of an item, everywhere or at a place, or what lay there at a moment. */
async function onHandAt(
  client: QueryClientContract,
  partId: number,
  { locationId, until }: BinCardFilter
): Promise<bigint> {
  const place = locationId === undefined ? '' : ' AND location_id = ?'
  const bindings: Binding[] = locationId === undefined ? [partId] : [partId, locationId]
  const sum = async (from: string, more: Binding[] = []) => {
    const sql = `SELECT CAST(SUM(quantity) AS CHAR) AS total FROM ${from} WHERE part_id = ?${place}`
    const tail = more.length > 0 ? ' AND occurred_at > ?' : ' AND quantity > 0'
    const [row] = await selectRows<{ total: unknown }>(client, sql + tail, [...bindings, ...more])
    return toScaled(row.total)
  }
  const now = await sum('stock_items')
  return until === undefined ? now : now - (await sum('stock_movements', [until]))
}
