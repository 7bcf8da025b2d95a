import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { localDay } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { issueStock } from '#stock/actions/issue_stock'
import { refuseQuantity } from '#stock/actions/receive_stock'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { InsufficientStock } from '#stock/exceptions'
import { draftPosting, type LotPatch } from '#stock/ledger/draft'
import type { IncomingKind, OutgoingKind } from '#stock/ledger/kinds'
import type { Lot } from '#stock/ledger/lot'
import { residuePosting, takeMovements, valueAt } from '#stock/ledger/take'
import { readLot } from '#stock/queries/read_lots'
import { momentOf } from '#stock/queries/read_posting_context'

export interface AdjustLotInput {
  lotId: number
  quantity: bigint
  occurredAt?: string
  reason?: string | null
  actorId: number | null
}

/** Adds to a lot, at the lot's own cost. Throws NotFound('StockItem') or InvalidInput. */
export function addToLot(
  input: AdjustLotInput & { kind?: IncomingKind },
  outer?: UnitOfWork
): Promise<WrittenPosting> {
  return transact(async (unit) => {
    refuseQuantity(input.quantity)
    const lot = await readLot(unit, input.lotId)
    if (lot.serial !== null)
      throw InvalidInput.field('quantity', t('A serialised item is always one.'))
    const occurredAt = momentOf(input.occurredAt)
    refuseBeforeArrival(lot, occurredAt)
    const value = valueAt(input.quantity, lot.unitCost)
    const [posting] = await writePostings(unit, {
      drafts: [
        draftPosting({
          kind: input.kind ?? 'adjust_in',
          partId: lot.partId,
          actorId: input.actorId,
          occurredAt,
          reason: input.reason ?? null,
          movements: [
            {
              lot,
              locationId: lot.locationId,
              quantity: input.quantity,
              value,
              amount: 0n,
              unitCost: lot.unitCost,
            },
          ],
        }),
      ],
    })
    return posting
  }, outer)
}

function refuseBeforeArrival(lot: Lot, occurredAt: string): void {
  if (occurredAt >= lot.receivedAt) return
  throw InvalidInput.field(
    'date',
    t('This stock arrived on {day}. Give that day or a later one.', {
      day: localDay(lot.receivedAt),
    })
  )
}

/** Takes from one lot. Throws InsufficientStock with what it holds, NotFound('StockItem'). */
export function removeFromLot(
  input: AdjustLotInput & { kind?: OutgoingKind; unitPrice?: bigint | null },
  outer?: UnitOfWork
): Promise<WrittenPosting> {
  return transact(async (unit) => {
    const lot = await readLot(unit, input.lotId)
    const { quantity, occurredAt, reason, actorId, unitPrice, kind = 'adjust_out' } = input
    return issueStock(
      {
        kind,
        partId: lot.partId,
        lotIds: [lot.id],
        quantity,
        occurredAt,
        reason,
        actorId,
        unitPrice,
      },
      unit
    )
  }, outer)
}

export interface CountLotInput {
  lotId: number
  /** What was counted; 0 is an answer too. */
  quantity: bigint
  /** The quantity that the counter was shown: the count is refused (Overtaken) if it is no longer so. */
  countedFrom?: bigint
  /** A new status, where counting told one. */
  status?: number
  reason?: string | null
  actorId: number | null
}

/** Sets a lot to what was counted, at its own cost; the difference is a posting, also when it is 0. */
export function countLot(input: CountLotInput, outer?: UnitOfWork): Promise<WrittenPosting> {
  return transact(async (unit) => {
    if (input.quantity < 0n) throw InvalidInput.field('quantity', t('A count cannot be negative.'))
    const lot = await readLot(unit, input.lotId)
    if (input.quantity < lot.allocated)
      throw new InsufficientStock(lot.quantity - lot.allocated, lot.quantity - input.quantity)
    if (input.countedFrom !== undefined && input.countedFrom !== lot.quantity) {
      throw InvalidInput.field(
        'quantity',
        t('The stock has moved since you looked at it. Count it again.')
      )
    }
    const occurredAt = momentOf(undefined)
    const difference = input.quantity - lot.quantity
    const facts = { partId: lot.partId, actorId: input.actorId, occurredAt }
    const { movements, residues } = differenceMovements(lot, difference)
    const [posting] = await writePostings(unit, {
      drafts: [
        draftPosting({ ...facts, kind: 'count', reason: input.reason ?? null, movements }),
        ...residuePosting(residues, facts),
      ],
      patches: [countPatch(lot, input, occurredAt)],
    })
    return posting
  }, outer)
}

function differenceMovements(lot: Lot, difference: bigint) {
  if (difference < 0n) return takeMovements([{ lot, quantity: -difference }], null)
  const value = valueAt(difference, lot.unitCost)
  const { locationId, unitCost } = lot
  return {
    movements: [{ lot, locationId, quantity: difference, value, amount: 0n, unitCost }],
    residues: [],
  }
}

function countPatch(lot: Lot, input: CountLotInput, occurredAt: string): LotPatch {
  return {
    lot,
    set: {
      stocktake_date: localDay(occurredAt),
      stocktake_user_id: input.actorId,
      ...(input.status === undefined ? undefined : { status: input.status }),
    },
    requiresQuantity: true,
  }
}
