import { formatDecimal, isStorable, MONEY_DECIMALS, QUANTITY_DECIMALS } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { insertRows, type Binding } from '#core/sql'
import { localDay, now } from '#core/time'
import type { UnitOfWork } from '#core/unit_of_work'
import { recordEvent } from '#events/outbox'
import { STOCK_IMPORTED, STOCK_MOVED, type StockPostingFact } from '#events/stock_event'
import { isExisting, type LotPatch, type PostingDraft } from '#stock/ledger/draft'
import { applyLotChange, collectLotChanges } from '#stock/ledger/lot_change'
import type { NewLot } from '#stock/ledger/lot'
import { isEntry } from '#stock/ledger/tracked'
import type { Kind } from '#stock/ledger/kinds'

export interface WrittenMovement {
  lotId: number
  locationId: number | null
  quantity: bigint
  value: bigint
  amount: bigint
}

export interface WrittenPosting {
  id: number
  kind: Kind
  partId: number
  occurredAt: string
  recordedAt: string
  day: string
  unitPrice: bigint | null
  /** Sums of its movements, signed. */
  quantity: bigint
  value: bigint
  amount: bigint
  movements: WrittenMovement[]
}

export interface Postings {
  drafts: PostingDraft[]
  patches?: LotPatch[]
  /** True for imports: one event tells of all of them. */
  asBatch?: boolean
}

/**
 * The ledger's one writer: postings, new lots, movements and events first, the conditional update of
 * each lot last (DESIGN 3, order of statements). Throws {@link Overtaken} when a lot has changed
 * since it was read; the unit of work then runs again. Gives the postings in the drafts' order.
 */
export async function writePostings(
  unit: UnitOfWork,
  postings: Postings
): Promise<WrittenPosting[]> {
  refuseUnstorable(postings.drafts)
  const recordedAt = now()
  const written = await insertPostings(unit, postings.drafts, recordedAt)
  const newLots = await insertNewLots(unit, postings.drafts, recordedAt)
  await insertMovements(unit, { drafts: postings.drafts, written, newLots })
  await recordEvents(unit, postings, written)
  for (const change of collectLotChanges(postings.drafts, postings.patches))
    await applyLotChange(unit, change, recordedAt)
  return written
}

function refuseUnstorable(drafts: PostingDraft[]): void {
  for (const { movements } of drafts) {
    for (const { quantity, value, amount } of movements) {
      if (!isStorable(quantity) || !isStorable(value) || !isStorable(amount)) {
        throw InvalidInput.field(
          'quantity',
          t('Quantity × price is larger than can be kept (9,007,199,254.740991 at most).')
        )
      }
    }
  }
}

async function insertPostings(unit: UnitOfWork, drafts: PostingDraft[], recordedAt: string) {
  const written = drafts.map((draft): WrittenPosting => {
    const { kind, partId, occurredAt, unitPrice } = draft
    const sums = { quantity: 0n, value: 0n, amount: 0n }
    for (const movement of draft.movements) {
      sums.quantity += movement.quantity
      sums.value += movement.value
      sums.amount += movement.amount
    }
    const day = localDay(occurredAt)
    return { id: 0, kind, partId, occurredAt, recordedAt, day, unitPrice, ...sums, movements: [] }
  })
  const rows = drafts.map((draft, index) => postingRow(draft, written[index]))
  const ids = await insertRows(unit.trx, 'stock_postings', rows)
  for (const [index, id] of ids.entries()) written[index].id = id
  return written
}

function postingRow(draft: PostingDraft, written: WrittenPosting): Record<string, Binding> {
  return {
    kind: draft.kind,
    part_id: draft.partId,
    user_id: draft.actorId,
    reason: draft.reason,
    occurred_at: draft.occurredAt,
    recorded_at: written.recordedAt,
    day: written.day,
    quantity: written.quantity,
    value: written.value,
    amount: written.amount,
    unit_price: draft.unitPrice,
    source_type: draft.source?.type ?? null,
    source_id: draft.source?.id ?? null,
    source_line: draft.source?.line ?? null,
    reverses_id: draft.reversesId,
    details: draft.details ? JSON.stringify(draft.details) : null,
  }
}

async function insertNewLots(unit: UnitOfWork, drafts: PostingDraft[], recordedAt: string) {
  const contents = new Map<NewLot, { quantity: bigint; value: bigint; lastMovedAt: string }>()
  for (const { movements, occurredAt } of drafts) {
    for (const { lot, quantity, value } of movements) {
      if (isExisting(lot)) continue
      const content = contents.get(lot) ?? { quantity: 0n, value: 0n, lastMovedAt: occurredAt }
      content.quantity += quantity
      content.value += value
      if (content.lastMovedAt < occurredAt) content.lastMovedAt = occurredAt
      contents.set(lot, content)
    }
  }
  const lots = [...contents.keys()]
  const rows = lots.map((lot) => ({
    ...lotRow(lot),
    quantity: contents.get(lot)?.quantity ?? 0n,
    value: contents.get(lot)?.value ?? 0n,
    last_moved_at: contents.get(lot)?.lastMovedAt ?? recordedAt,
    created_at: recordedAt,
    updated_at: recordedAt,
  }))
  const ids = rows.length ? await insertRows(unit.trx, 'stock_items', rows) : []
  return new Map(lots.map((lot, index) => [lot, ids[index]]))
}

function lotRow(lot: NewLot): Record<string, Binding> {
  return {
    part_id: lot.partId,
    location_id: lot.locationId,
    unit_cost: lot.unitCost,
    currency: lot.currency,
    status: lot.status,
    batch: lot.batch,
    serial: lot.serial,
    expiry_date: lot.expiryDate,
    received_at: lot.receivedAt,
    parent_id: lot.parentId,
    supplier_id: lot.supplierId,
    packaging: lot.packaging,
    link: lot.link,
    notes: lot.notes,
    delete_on_deplete: lot.deleteOnDeplete ? 1 : 0,
  }
}

interface MovementInput {
  drafts: PostingDraft[]
  written: WrittenPosting[]
  newLots: Map<NewLot, number>
}

async function insertMovements(unit: UnitOfWork, { drafts, written, newLots }: MovementInput) {
  const rows: Record<string, Binding>[] = []
  for (const [index, draft] of drafts.entries()) {
    const posting = written[index]
    for (const movement of draft.movements) {
      const lotId = isExisting(movement.lot) ? movement.lot.id : newLots.get(movement.lot)
      if (lotId === undefined) throw new Error('A movement has no lot')
      const { locationId, quantity, value, amount } = movement
      posting.movements.push({ lotId, locationId, quantity, value, amount })
      rows.push({
        posting_id: posting.id,
        stock_item_id: lotId,
        part_id: draft.partId,
        location_id: locationId,
        quantity,
        unit_cost: movement.unitCost,
        value,
        amount,
        occurred_at: draft.occurredAt,
        is_entry: isEntry(movement, draft) ? 1 : 0,
      })
    }
  }
  if (rows.length) await insertRows(unit.trx, 'stock_movements', rows)
}

async function recordEvents(
  unit: UnitOfWork,
  { drafts, asBatch }: Postings,
  written: WrittenPosting[]
) {
  const facts = written.map((posting, index) => toFact(posting, drafts[index]))
  if (asBatch) {
    if (facts.length === 0) return
    await recordEvent(unit, { type: STOCK_IMPORTED, subject: 'import', data: { postings: facts } })
    return
  }
  for (const posting of facts) {
    const subject = String(posting.part)
    await recordEvent(unit, {
      type: STOCK_MOVED,
      subject,
      data: { posting },
      time: posting.recorded_at,
    })
  }
}

function toFact(posting: WrittenPosting, draft: PostingDraft): StockPostingFact {
  return {
    id: posting.id,
    kind: posting.kind,
    counts_as: draft.countsAs,
    part: posting.partId,
    occurred_at: posting.occurredAt,
    recorded_at: posting.recordedAt,
    day: posting.day,
    user: draft.actorId,
    movements: posting.movements.map(({ lotId, locationId, quantity, value, amount }) => ({
      lot: lotId,
      location: locationId,
      quantity: formatDecimal(quantity, QUANTITY_DECIMALS),
      value: formatDecimal(value, MONEY_DECIMALS),
      amount: formatDecimal(amount, MONEY_DECIMALS),
    })),
  }
}
