import { isUniqueViolation } from '#core/constraint_faults'
import { toScaledOrNull } from '#core/decimal'
import { NotFound } from '#core/exceptions'
import { t, translatable } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { ReversalRefused } from '#stock/exceptions'
import { draftPosting, type LotPatch, type MovementDraft } from '#stock/ledger/draft'
import { likeLot, type Lot } from '#stock/ledger/lot'
import { residuePosting, revaluation } from '#stock/ledger/take'
import { leastBalanceSince, readLotsById } from '#stock/queries/read_lots'
import { readPosting, type ReadMovement, type ReadPosting } from '#stock/queries/read_posting'

export interface ReversePostingInput {
  postingId: number
  reason: string
  actorId: number | null
}

/**
 * Takes a posting back by a reversal: its occurred_at, its stored values negated exactly. Where stock
 * comes back and the lot has moved on, a new lot with the same cost and age takes it. Throws
 * NotFound('StockPosting'), or {@link ReversalRefused} with the reason.
 */
export async function reversePosting(
  input: ReversePostingInput,
  outer?: UnitOfWork
): Promise<WrittenPosting> {
  try {
    return await transact((unit) => reverse(unit, input), outer)
  } catch (error) {
    // Two at once: the database lets only one reversal name the posting.
    if (isUniqueViolation(error)) throw new ReversalRefused(t(REVERSED_ALREADY))
    throw error
  }
}

const REVERSED_ALREADY = translatable('This posting has been reversed already.')

async function reverse(unit: UnitOfWork, input: ReversePostingInput): Promise<WrittenPosting> {
  const original = await readPosting(unit.trx, input.postingId)
  if (!original) throw new NotFound('StockPosting')
  refuse(original)
  const plan = await planReversal(unit, original)
  const facts = {
    partId: original.partId,
    actorId: input.actorId,
    occurredAt: original.occurredAt,
  }
  const [posting] = await writePostings(unit, {
    drafts: [
      draftPosting({
        ...facts,
        kind: 'reversal',
        countsAs: original.kind,
        reason: input.reason,
        unitPrice: original.unitPrice,
        reversesId: original.id,
        movements: plan.movements,
      }),
      ...residuePosting(plan.residues, facts),
    ],
    patches: plan.patches,
  })
  return posting
}

function refuse(original: ReadPosting): void {
  if (original.kind === 'reversal') {
    throw new ReversalRefused(t('A reversal cannot be reversed. Book the stock again instead.'))
  }
  if (original.kind === 'note')
    throw new ReversalRefused(t('An edit moved no stock: there is nothing to reverse.'))
  if (original.reversedById !== null) throw new ReversalRefused(t(REVERSED_ALREADY))
  if (original.details?.residue)
    throw new ReversalRefused(t('A rounding entry cannot be reversed by itself.'))
}

interface Plan {
  movements: MovementDraft[]
  residues: MovementDraft[]
  patches: LotPatch[]
}

async function planReversal(unit: UnitOfWork, original: ReadPosting): Promise<Plan> {
  const ids = [...new Set(original.movements.map(({ lotId }) => lotId))]
  const lots = await readLotsById(unit.trx, ids, { lock: true, withDeleted: true })
  const plan: Plan = { movements: [], residues: [], patches: [] }
  for (const lot of lots) {
    const own = original.movements.filter(({ lotId }) => lotId === lot.id)
    if (isWholeTransfer(own)) await takeTransferBack(unit, { plan, lot, own, original })
    else await takeBack(unit, { plan, lot, own, original })
  }
  if (original.kind === 'revalue') restoreCosts(plan, lots, original)
  return plan
}

/** The lot itself was moved: it left one place and arrived at another. */
function isWholeTransfer(movements: ReadMovement[]): boolean {
  return (
    movements.length === 2 &&
    movements[0].quantity + movements[1].quantity === 0n &&
    movements[0].quantity !== 0n
  )
}

interface LotReversal {
  plan: Plan
  lot: Lot
  own: ReadMovement[]
  original: ReadPosting
}

async function takeTransferBack(unit: UnitOfWork, { plan, lot, own, original }: LotReversal) {
  const [departure, arrival] = own
  if (
    lot.locationId !== arrival.locationId ||
    lot.quantity !== arrival.quantity ||
    lot.value !== arrival.value
  ) {
    throw new ReversalRefused(
      t('The stock has moved on since. Transfer back what is there instead.')
    )
  }
  await refuseLaterShortage(unit, {
    lot,
    quantity: arrival.quantity,
    occurredAt: original.occurredAt,
  })
  plan.movements.push(negated(arrival, lot), negated(departure, lot))
  plan.patches.push({ lot, set: { location_id: departure.locationId }, requiresQuantity: true })
}

async function takeBack(unit: UnitOfWork, { plan, lot, own, original }: LotReversal) {
  for (const movement of own) {
    const back = negated(movement, lot)
    if (back.quantity > 0n && !canReturnTo(lot, movement)) {
      plan.movements.push({
        ...back,
        lot: { ...likeLot(lot, movement.locationId), unitCost: movement.unitCost },
      })
      continue
    }
    if (back.quantity < 0n) {
      refuseDeparture(lot, movement)
      await refuseLaterShortage(unit, {
        lot,
        quantity: movement.quantity,
        occurredAt: original.occurredAt,
      })
    }
    plan.movements.push(back)
    addResidue(plan, lot, back)
  }
}

function negated(movement: ReadMovement, lot: Lot): MovementDraft {
  return {
    lot,
    locationId: movement.locationId,
    quantity: -movement.quantity,
    value: -movement.value,
    amount: -movement.amount,
    unitCost: movement.unitCost,
  }
}

/** Stock returns to its lot while that lies where it lay, at the cost it had. */
function canReturnTo(lot: Lot, movement: ReadMovement): boolean {
  return lot.locationId === movement.locationId && lot.unitCost === movement.unitCost
}

function refuseDeparture(lot: Lot, movement: ReadMovement): void {
  if (lot.locationId !== movement.locationId) {
    throw new ReversalRefused(
      t('The stock has been moved to another place since. Move it back first.')
    )
  }
  if (lot.quantity - lot.allocated < movement.quantity) {
    throw new ReversalRefused(
      t('Part of this stock has left or is promised since. Reverse what took it first.')
    )
  }
}

interface Shortage {
  lot: Lot
  quantity: bigint
  occurredAt: string
}

async function refuseLaterShortage(unit: UnitOfWork, { lot, quantity, occurredAt }: Shortage) {
  if (occurredAt >= lot.lastMovedAt) return
  const least = await leastBalanceSince(unit.trx, lot, occurredAt)
  if (least < quantity) {
    throw new ReversalRefused(t('Part of this stock has left since. Reverse what took it first.'))
  }
}

function addResidue(plan: Plan, lot: Lot, back: MovementDraft): void {
  const left = lot.value + back.value
  if ((lot.quantity + back.quantity === 0n && left !== 0n) || left < 0n) {
    plan.residues.push(revaluation(lot, -left))
  }
}

/** A change of cost is taken back only while nothing was done at the new cost. */
function restoreCosts(plan: Plan, lots: Lot[], original: ReadPosting): void {
  const costs = original.details as {
    old_unit_cost?: string | null
    new_unit_cost?: string | null
  } | null
  const [lot] = lots
  const isUnchanged =
    lots.length === 1 &&
    costs?.new_unit_cost !== undefined &&
    String(lot.unitCost) === String(costs.new_unit_cost) &&
    lot.locationId === original.movements[0].locationId
  if (!isUnchanged)
    throw new ReversalRefused(
      t(
        'The stock has moved or its cost has changed again since. Set the cost to what it should be.'
      )
    )
  plan.patches.push({
    lot,
    set: { unit_cost: toScaledOrNull(costs?.old_unit_cost) },
    requiresQuantity: true,
  })
}
