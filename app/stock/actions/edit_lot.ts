import { InvalidInput } from '#core/exceptions'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { draftPosting, type LotPatch } from '#stock/ledger/draft'
import type { Lot } from '#stock/ledger/lot'
import { isStockStatus } from '#stock/ledger/status'
import { revaluation, valueAt } from '#stock/ledger/take'
import { readLot } from '#stock/queries/read_lots'
import { momentOf } from '#stock/queries/read_posting_context'

export interface EditLotInput {
  lotId: number
  set: {
    status?: number
    expiryDate?: string | null
    batch?: string | null
    serial?: string | null
    packaging?: string | null
    link?: string
    notes?: string | null
    deleteOnDeplete?: boolean
  }
  reason?: string | null
  actorId: number | null
}

const COLUMNS: Record<keyof EditLotInput['set'], keyof LotPatch['set']> = {
  status: 'status',
  expiryDate: 'expiry_date',
  batch: 'batch',
  serial: 'serial',
  packaging: 'packaging',
  link: 'link',
  notes: 'notes',
  deleteOnDeplete: 'delete_on_deplete',
}

/** Changes what a lot is, not how much it holds: a note in the ledger tells old and new. */
export function editLot(input: EditLotInput, outer?: UnitOfWork): Promise<WrittenPosting | null> {
  return transact(async (unit) => {
    const lot = await readLot(unit, input.lotId)
    const changed = changedFields(lot, input.set)
    if (changed.length === 0) return null
    if (input.set.status !== undefined && !isStockStatus(input.set.status)) {
      throw InvalidInput.field('status', `"${input.set.status}" is not a valid choice.`)
    }
    const details = Object.fromEntries(
      changed.flatMap((field) => [
        [`old_${COLUMNS[field]}`, lot[field]],
        [COLUMNS[field], input.set[field]],
      ])
    )
    const [posting] = await writePostings(unit, {
      drafts: [noteDraft(lot, input, details)],
      patches: [{ lot, set: patchOf(changed, input.set) }],
    })
    return posting
  }, outer)
}

function changedFields(lot: Lot, set: EditLotInput['set']): (keyof EditLotInput['set'])[] {
  const fields = Object.keys(COLUMNS) as (keyof EditLotInput['set'])[]
  return fields.filter((field) => set[field] !== undefined && set[field] !== lot[field])
}

function patchOf(fields: (keyof EditLotInput['set'])[], set: EditLotInput['set']): LotPatch['set'] {
  return Object.fromEntries(
    fields.map((field) => {
      const value = set[field]
      return [COLUMNS[field], typeof value === 'boolean' ? Number(value) : value]
    })
  )
}

function noteDraft(lot: Lot, input: EditLotInput, details: Record<string, unknown>) {
  return draftPosting({
    kind: 'note',
    partId: lot.partId,
    actorId: input.actorId,
    occurredAt: momentOf(undefined),
    reason: input.reason ?? null,
    details,
    movements: [revaluation(lot, 0n)],
  })
}

export interface RevalueLotInput {
  lotId: number
  /** The new cost of a unit; null for "not known" (value 0). */
  unitCost: bigint | null
  reason?: string | null
  actorId: number | null
}

/** Sets what a unit of a lot cost: its value changes from now on, no earlier sale does. */
export function revalueLot(
  input: RevalueLotInput,
  outer?: UnitOfWork
): Promise<WrittenPosting | null> {
  return transact(async (unit) => {
    const lot = await readLot(unit, input.lotId)
    if (lot.unitCost === input.unitCost) return null
    const value = valueAt(lot.quantity, input.unitCost) - lot.value
    const [posting] = await writePostings(unit, {
      drafts: [
        draftPosting({
          kind: 'revalue',
          partId: lot.partId,
          actorId: input.actorId,
          occurredAt: momentOf(undefined),
          reason: input.reason ?? null,
          details: {
            old_unit_cost: lot.unitCost === null ? null : String(lot.unitCost),
            new_unit_cost: input.unitCost === null ? null : String(input.unitCost),
          },
          movements: [{ ...revaluation(lot, value), unitCost: input.unitCost }],
        }),
      ],
      patches: [{ lot, set: { unit_cost: input.unitCost }, requiresQuantity: true }],
    })
    return posting
  }, outer)
}
