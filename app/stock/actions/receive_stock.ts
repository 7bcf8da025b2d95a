import { DateTime } from 'luxon'
import { isStorable } from '#core/decimal'
import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { localDay } from '#core/time'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { setting } from '#core/setting_values'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { draftPosting, type Source } from '#stock/ledger/draft'
import { hasAmount, type IncomingKind } from '#stock/ledger/kinds'
import type { NewLot } from '#stock/ledger/lot'
import { valueAt } from '#stock/ledger/take'
import {
  defaultLocation,
  momentOf,
  readPostedPart,
  readStockedLocation,
  type PostedPart,
} from '#stock/queries/read_posting_context'

export interface ReceiveStockInput {
  /** "receive" is a purchase; "adjust_in" an opening or found stock; "return_in" a customer's return. */
  kind?: IncomingKind
  partId: number
  /** Left out: the part's default place, else the shop's. Null: no place. */
  locationId?: number | null
  quantity: bigint
  /** Cost of a unit in company currency; left out: the part's purchase price. Null: not known. */
  unitCost?: bigint | null
  /** What a customer is refunded for a unit (return_in); the sale price when left out. */
  unitPrice?: bigint | null
  occurredAt?: string
  reason?: string | null
  actorId: number | null
  source?: Source | null
  details?: Record<string, unknown> | null
  lot?: Partial<
    Pick<
      NewLot,
      | 'status'
      | 'batch'
      | 'serial'
      | 'expiryDate'
      | 'packaging'
      | 'link'
      | 'notes'
      | 'deleteOnDeplete'
      | 'supplierId'
    >
  >
}

/**
 * Stock comes in: a new lot with its own cost. Throws InvalidInput for what cannot be booked.
 * The lot's id is `movements[0].lotId` of the answer.
 */
export function receiveStock(
  input: ReceiveStockInput,
  outer?: UnitOfWork
): Promise<WrittenPosting> {
  return transact(async (unit) => {
    refuseQuantity(input.quantity)
    const part = await readPostedPart(unit.trx, input.partId)
    const locationId = await placeOf(unit, input, part)
    const occurredAt = momentOf(input.occurredAt)
    const kind = input.kind ?? 'receive'
    const lot = newLot({ input, part, locationId, occurredAt })
    const value = valueAt(input.quantity, lot.unitCost)
    const unitPrice = priceOf(input, part, lot.unitCost)
    const amount = hasAmount(kind) ? valueAt(input.quantity, unitPrice) : 0n
    const { quantity, actorId, reason, source, details } = input
    const [posting] = await writePostings(unit, {
      drafts: [
        draftPosting({
          kind,
          partId: part.id,
          actorId,
          occurredAt,
          reason: reason ?? null,
          source: source ?? null,
          details: details ?? null,
          unitPrice,
          movements: [{ lot, locationId, quantity, value, amount, unitCost: lot.unitCost }],
        }),
      ],
    })
    return posting
  }, outer)
}

/** Throws InvalidInput on `quantity` for what is no amount of stock. */
export function refuseQuantity(quantity: bigint): void {
  if (quantity <= 0n) throw InvalidInput.field('quantity', t('Quantity must be greater than zero.'))
  if (!isStorable(quantity))
    throw InvalidInput.field('quantity', t('Quantity is larger than can be kept.'))
}

async function placeOf(unit: UnitOfWork, input: ReceiveStockInput, part: PostedPart) {
  if (input.locationId === null) return null
  const locationId = input.locationId ?? (await defaultLocation(unit.trx, part))
  if (locationId === null) return null
  const location = await readStockedLocation(unit.trx, locationId)
  return location.id
}

function priceOf(input: ReceiveStockInput, part: PostedPart, unitCost: bigint | null) {
  if (input.kind !== 'return_in') return unitCost
  return input.unitPrice === undefined ? part.salePrice : input.unitPrice
}

interface LotInput {
  input: ReceiveStockInput
  part: PostedPart
  locationId: number | null
  occurredAt: string
}

function newLot({ input, part, locationId, occurredAt }: LotInput): NewLot {
  return {
    partId: part.id,
    locationId,
    unitCost: input.unitCost === undefined ? part.purchasePrice : input.unitCost,
    status: 10,
    batch: null,
    serial: null,
    expiryDate: expiryOf(part, occurredAt),
    receivedAt: occurredAt,
    parentId: null,
    supplierId: part.supplierId,
    currency: setting('company_currency'),
    packaging: null,
    link: '',
    notes: null,
    deleteOnDeplete: true,
    ...withoutUndefined(input.lot ?? {}),
  }
}

function expiryOf(part: PostedPart, occurredAt: string): string | null {
  if (part.defaultExpiryDays <= 0) return null
  return DateTime.fromISO(localDay(occurredAt)).plus({ days: part.defaultExpiryDays }).toISODate()
}

function withoutUndefined<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined)
  ) as Partial<T>
}
