import { placeholders, selectRows } from '#core/sql'
import { localDay } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { setting } from '#core/setting_values'
import { writePostings } from '#stock/actions/write_postings'
import {
  draftPosting,
  type MovementDraft,
  type PostingDraft,
  type Source,
} from '#stock/ledger/draft'
import { hasAmount } from '#stock/ledger/kinds'
import type { NewLot } from '#stock/ledger/lot'
import { valueAt } from '#stock/ledger/take'
import { BulkLots, type BulkTake } from '#stock/ledger/bulk_lots'
import { readOpenLots } from '#stock/queries/read_lots'

export const LARGEST_BULK = 500

export interface BulkEntry {
  kind: 'receive' | 'adjust_in' | 'sale' | 'adjust_out'
  partId: number
  locationId: number
  /** Positive, 10⁻⁵ units. */
  quantity: bigint
  /** Sale price of a unit (sale). */
  unitPrice?: bigint
  /** Cost of a unit (receive, adjust_in). */
  unitCost?: bigint
  supplierId?: number | null
  expiryDate?: string | null
  /** UTC, as the database keeps it. */
  occurredAt: string
  source: Source
  reason?: string
}

export interface BulkRefusal {
  index: number
  reason: string
  available: bigint
}

export interface BulkResult {
  posted: number
  skipped: number
  /** Which entries were skipped. */
  skippedIndexes: number[]
  refused: BulkRefusal[]
}

/**
 * Posts up to 500 entries in their order in the caller's transaction, with one event for all. An entry
 * whose source is posted already is skipped; a sale of more than there is (in lots that had not moved
 * later than it) is refused and the others go on. Throws for more than 500 entries.
 */
export async function postInBulk(
  unit: UnitOfWork,
  entries: readonly BulkEntry[],
  { actorId }: { actorId: number | null }
): Promise<BulkResult> {
  if (entries.length > LARGEST_BULK) throw new RangeError(`At most ${LARGEST_BULK} entries at once`)
  const posted = await postedSources(unit, entries)
  const fresh = entries.filter((entry) => !posted.has(keyOf(entry.source)))
  const lots = new BulkLots(await lotsOf(unit, fresh))
  const refused: BulkRefusal[] = []
  const skippedIndexes: number[] = []
  const drafts: PostingDraft[] = []
  for (const [index, entry] of entries.entries()) {
    if (posted.has(keyOf(entry.source))) {
      skippedIndexes.push(index)
      continue
    }
    posted.add(keyOf(entry.source))
    const draft = draftOf(entry, lots, actorId)
    if (typeof draft === 'bigint') refused.push(refusalOf(index, draft, entry))
    else drafts.push(draft)
  }
  const residues = lots.residues.map((movement) => residueDraft(movement, actorId))
  if (drafts.length) await writePostings(unit, { drafts: [...drafts, ...residues], asBatch: true })
  return {
    posted: drafts.length,
    skipped: skippedIndexes.length,
    skippedIndexes,
    refused,
  }
}

function keyOf({ type, id, line }: Source): string {
  return `${type}\n${id}\n${line}`
}

async function postedSources(
  unit: UnitOfWork,
  entries: readonly BulkEntry[]
): Promise<Set<string>> {
  const posted = new Set<string>()
  for (const type of new Set(entries.map(({ source }) => source.type))) {
    const ids = [
      ...new Set(
        entries.filter(({ source }) => source.type === type).map(({ source }) => source.id)
      ),
    ]
    const rows = await selectRows<{ source_id: string; source_line: string }>(
      unit.trx,
      `SELECT source_id, source_line FROM stock_postings WHERE source_type = ? AND source_id IN (${placeholders(ids.length)})`,
      [type, ...ids]
    )
    for (const row of rows) posted.add(keyOf({ type, id: row.source_id, line: row.source_line }))
  }
  return posted
}

async function lotsOf(unit: UnitOfWork, entries: readonly BulkEntry[]) {
  const withdrawals = entries.filter(({ kind }) => kind === 'sale' || kind === 'adjust_out')
  const partIds = [...new Set(withdrawals.map(({ partId }) => partId))]
  const locationIds = [...new Set(withdrawals.map(({ locationId }) => locationId))]
  if (partIds.length === 0) return []
  return readOpenLots(unit.trx, { partIds, locationIds, lock: unit.mustLock })
}

/** The posting of an entry; the quantity available when that is too little. */
function draftOf(entry: BulkEntry, lots: BulkLots, actorId: number | null): PostingDraft | bigint {
  const isIncoming = entry.kind === 'receive' || entry.kind === 'adjust_in'
  const movements = isIncoming ? [incoming(entry, lots)] : outgoing(entry, lots)
  if (typeof movements === 'bigint') return movements
  return draftPosting({
    kind: entry.kind,
    partId: entry.partId,
    actorId,
    occurredAt: entry.occurredAt,
    reason: entry.reason ?? null,
    unitPrice: (isIncoming ? entry.unitCost : entry.unitPrice) ?? null,
    source: entry.source,
    movements,
  })
}

function incoming(entry: BulkEntry, lots: BulkLots): MovementDraft {
  const lot: NewLot = {
    partId: entry.partId,
    locationId: entry.locationId,
    unitCost: entry.unitCost ?? null,
    status: 10,
    batch: null,
    serial: null,
    expiryDate: entry.expiryDate ?? null,
    receivedAt: entry.occurredAt,
    parentId: null,
    supplierId: entry.supplierId ?? null,
    currency: setting('company_currency'),
    packaging: null,
    link: '',
    notes: null,
    deleteOnDeplete: true,
  }
  const value = valueAt(entry.quantity, lot.unitCost)
  lots.add(lot, { quantity: entry.quantity, value })
  const amount = hasAmount(entry.kind) ? value : 0n
  const { locationId, quantity } = entry
  return { lot, locationId, quantity, value, amount, unitCost: lot.unitCost }
}

function outgoing(entry: BulkEntry, lots: BulkLots): MovementDraft[] | bigint {
  const takes = lots.take(entry, localDay(entry.occurredAt))
  if (typeof takes === 'bigint') return takes
  let amountLeft = valueAt(entry.quantity, entry.unitPrice ?? null)
  return takes.map((take: BulkTake, index) => {
    const share =
      index === takes.length - 1 ? amountLeft : valueAt(take.quantity, entry.unitPrice ?? null)
    amountLeft -= share
    return {
      lot: take.lot,
      locationId: entry.locationId,
      quantity: -take.quantity,
      value: -take.value,
      amount: share,
      unitCost: take.lot.unitCost,
    }
  })
}

function refusalOf(index: number, available: bigint, entry: BulkEntry): BulkRefusal {
  return {
    index,
    available,
    reason: `only ${available / 100_000n} of ${entry.quantity / 100_000n} available`,
  }
}

function residueDraft(movement: MovementDraft & { occurredAt: string }, actorId: number | null) {
  const { occurredAt, ...draft } = movement
  return draftPosting({
    kind: 'revalue',
    partId: movement.lot.partId,
    actorId,
    occurredAt,
    movements: [draft],
    reason: 'Rounding of an emptied lot',
    details: { residue: true },
  })
}
