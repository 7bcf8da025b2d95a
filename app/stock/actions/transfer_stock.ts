import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { refuseQuantity } from '#stock/actions/receive_stock'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { InsufficientStock } from '#stock/exceptions'
import { chooseLots, inPickingOrder, type Take } from '#stock/ledger/choose_lots'
import { draftPosting, type LotPatch, type MovementDraft } from '#stock/ledger/draft'
import { likeLot, type Lot } from '#stock/ledger/lot'
import { takeMovements } from '#stock/ledger/take'
import { readLot, readOpenLots } from '#stock/queries/read_lots'
import { momentOf, readStockedLocation } from '#stock/queries/read_posting_context'

export interface TransferLotInput {
  lotId: number
  locationId: number
  /** Left out: all of it. */
  quantity?: bigint
  status?: number
  reason?: string | null
  actorId: number | null
}

/** Moves a lot, or splits a part of it off, to another place; cost, age and expiry go with it. */
export function transferLot(input: TransferLotInput, outer?: UnitOfWork): Promise<WrittenPosting> {
  return transact(async (unit) => {
    const lot = await readLot(unit, input.lotId)
    const quantity = input.quantity ?? lot.quantity
    refuseQuantity(quantity)
    await readStockedLocation(unit.trx, input.locationId)
    const free = lot.quantity - lot.allocated
    if (quantity > free) throw new InsufficientStock(free, quantity)
    if (lot.locationId === input.locationId && quantity === lot.quantity) {
      throw InvalidInput.field('location', t('The stock is already there.'))
    }
    return writeTransfer(unit, { ...input, partId: lot.partId, takes: [{ lot, quantity }] })
  }, outer)
}

export interface TransferStockInput {
  partId: number
  fromLocationId: number
  toLocationId: number
  quantity: bigint
  reason?: string | null
  actorId: number | null
}

/** Moves a quantity of a part between two places, oldest lots first. Throws InsufficientStock. */
export function transferStock(
  input: TransferStockInput,
  outer?: UnitOfWork
): Promise<WrittenPosting> {
  return transact(async (unit) => {
    refuseQuantity(input.quantity)
    if (input.fromLocationId === input.toLocationId) {
      throw InvalidInput.field('location', t('Choose another place to move the stock to.'))
    }
    const from = await readStockedLocation(unit.trx, input.fromLocationId)
    await readStockedLocation(unit.trx, input.toLocationId)
    const lots = await readOpenLots(unit.trx, {
      partIds: [input.partId],
      locationIds: [input.fromLocationId],
      lock: true,
    })
    const takeable = lots
      .sort(inPickingOrder)
      .map((lot) => ({ lot, available: lot.quantity - lot.allocated }))
    const takes = chooseLots(takeable, input.quantity)
    if (!takes) {
      const available = takeable.reduce((sum, entry) => sum + entry.available, 0n)
      throw new InsufficientStock(available, input.quantity, { place: from.pathstring })
    }
    return writeTransfer(unit, { ...input, locationId: input.toLocationId, takes })
  }, outer)
}

interface Transfer {
  partId: number
  locationId: number
  takes: Take[]
  status?: number
  reason?: string | null
  actorId: number | null
}

async function writeTransfer(unit: UnitOfWork, transfer: Transfer): Promise<WrittenPosting> {
  const movements: MovementDraft[] = []
  const patches: LotPatch[] = []
  for (const { lot, quantity } of transfer.takes) {
    const isWhole = quantity === lot.quantity
    movements.push(...(isWhole ? moveWhole(lot, transfer) : splitOff(lot, quantity, transfer)))
    if (isWhole) patches.push({ lot, set: patchOf(transfer), requiresQuantity: true })
  }
  const [posting] = await writePostings(unit, {
    drafts: [
      draftPosting({
        kind: 'transfer',
        partId: transfer.partId,
        actorId: transfer.actorId,
        occurredAt: momentOf(undefined),
        reason: transfer.reason ?? null,
        details: { to: transfer.locationId },
        movements,
      }),
    ],
    patches,
  })
  return posting
}

function patchOf({ locationId, status }: Transfer): LotPatch['set'] {
  return { location_id: locationId, ...(status === undefined ? undefined : { status }) }
}

/** The lot itself goes: all it holds leaves one place and arrives at the other. */
function moveWhole(lot: Lot, { locationId }: Transfer): MovementDraft[] {
  const { quantity, value, unitCost } = lot
  return [
    { lot, locationId: lot.locationId, quantity: -quantity, value: -value, amount: 0n, unitCost },
    { lot, locationId, quantity, value, amount: 0n, unitCost },
  ]
}

/** A part goes: what leaves the lot, to the last digit, is what the new lot begins with. */
function splitOff(lot: Lot, quantity: bigint, { locationId, status }: Transfer): MovementDraft[] {
  const [out] = takeMovements([{ lot, quantity }], null).movements
  const value = -out.value > lot.value ? lot.value : -out.value
  const child = { ...likeLot(lot, locationId), ...(status === undefined ? undefined : { status }) }
  return [
    { ...out, value: -value },
    { lot: child, locationId, quantity, value, amount: 0n, unitCost: lot.unitCost },
  ]
}
