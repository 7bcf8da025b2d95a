import type { Kind } from '#stock/ledger/kinds'
import type { Lot, NewLot } from '#stock/ledger/lot'

/** What caused a posting: (type, id, line) is unique, so nothing is posted twice. */
export interface Source {
  type: string
  id: string
  line: string
}

/** One line of a posting to be: a movement on a lot that exists, or on one that it makes. */
export interface MovementDraft {
  lot: Lot | NewLot
  locationId: number | null
  /** Signed, 10⁻⁵ units. */
  quantity: bigint
  /** Signed, 10⁻⁶ currency units: quantity × unit cost, rounded once. */
  value: bigint
  /** Revenue or spend, positive in the kind's own direction. */
  amount: bigint
  unitCost: bigint | null
}

/** A posting to be: what `writePostings` writes in one transaction. */
export interface PostingDraft {
  kind: Kind
  /** The kind it counts as in sums; of a reversal that of what it reverses. */
  countsAs: Kind
  partId: number
  actorId: number | null
  reason: string | null
  occurredAt: string
  unitPrice: bigint | null
  source: Source | null
  reversesId: number | null
  details: Record<string, unknown> | null
  movements: MovementDraft[]
}

/** Changes of a lot that are no quantity: each raises its version. */
export interface LotPatch {
  lot: Lot
  set: {
    location_id?: number | null
    status?: number
    expiry_date?: string | null
    unit_cost?: bigint | null
    batch?: string | null
    serial?: string | null
    packaging?: string | null
    link?: string
    notes?: string | null
    stocktake_date?: string
    stocktake_user_id?: number | null
    delete_on_deplete?: number
    deleted_at?: string | null
  }
  /** True when the quantity must still be the one that was read (counts, whole transfers). */
  requiresQuantity?: boolean
}

/** Makes a draft with what most postings leave empty. */
export function draftPosting(
  fields: Pick<PostingDraft, 'kind' | 'partId' | 'actorId' | 'occurredAt' | 'movements'> &
    Partial<PostingDraft>
): PostingDraft {
  return {
    reason: null,
    unitPrice: null,
    source: null,
    reversesId: null,
    details: null,
    countsAs: fields.kind,
    ...fields,
  }
}

export function isExisting(lot: Lot | NewLot): lot is Lot {
  return 'id' in lot
}
