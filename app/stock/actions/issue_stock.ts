import { InvalidInput } from '#core/exceptions'
import { t } from '#core/i18n'
import { isSettingOn } from '#core/setting_values'
import { localDay } from '#core/time'
import { isMysql, transact, type UnitOfWork } from '#core/unit_of_work'
import { refuseQuantity } from '#stock/actions/receive_stock'
import { writePostings, type WrittenPosting } from '#stock/actions/write_postings'
import { BackdatingRefused, InsufficientStock } from '#stock/exceptions'
import {
  chooseLots,
  inPickingOrder,
  isSellable,
  totalAvailable,
  type Take,
  type Takeable,
} from '#stock/ledger/choose_lots'
import { draftPosting, type Source } from '#stock/ledger/draft'
import { hasAmount, type OutgoingKind } from '#stock/ledger/kinds'
import type { Lot } from '#stock/ledger/lot'
import { residuePosting, takeMovements } from '#stock/ledger/take'
import { leastBalanceSince, readLotsById, readOpenLots } from '#stock/queries/read_lots'
import {
  momentOf,
  readPostedPart,
  readStockedLocation,
  type PostedPart,
} from '#stock/queries/read_posting_context'

export interface IssueStockInput {
  /** "sale" earns the sale price; "adjust_out", "scrap" earn nothing; "return_out" goes back to the supplier. */
  kind?: OutgoingKind
  partId: number
  /** Left out or null: from every place. */
  locationId?: number | null
  /** The lots to take from, in that order, instead of FIFO (FEFO where there is an expiry date). */
  lotIds?: readonly number[]
  quantity: bigint
  /** Left out: the part's sale price (sale) or purchase price (return_out). Null: nothing earned. */
  unitPrice?: bigint | null
  occurredAt?: string
  reason?: string | null
  actorId: number | null
  source?: Source | null
  details?: Record<string, unknown> | null
}

/**
 * Stock goes out, from the oldest lots first. Throws {@link InsufficientStock} with what is available,
 * {@link BackdatingRefused} when a later moment would have been left with too little.
 */
export function issueStock(input: IssueStockInput, outer?: UnitOfWork): Promise<WrittenPosting> {
  return transact(async (unit) => {
    refuseQuantity(input.quantity)
    const part = await readPostedPart(unit.trx, input.partId)
    const occurredAt = momentOf(input.occurredAt)
    const kind = input.kind ?? 'sale'
    const takes = await findTakes(unit, input, occurredAt)
    const unitPrice = hasAmount(kind) ? priceOf(input, part) : null
    const { movements, residues } = takeMovements(takes, unitPrice)
    if (kind === 'sale') refuseBelowCost(movements)
    const { actorId, reason, source, details } = input
    const facts = { partId: part.id, actorId, occurredAt }
    const draft = draftPosting({
      ...facts,
      kind,
      movements,
      unitPrice,
      reason: reason ?? null,
      source: source ?? null,
      details: details ?? null,
    })
    const [posting] = await writePostings(unit, {
      drafts: [draft, ...residuePosting(residues, facts)],
    })
    return posting
  }, outer)
}

/** Where the shop allows no sale that earns less than its goods cost. */
function refuseBelowCost(movements: readonly { value: bigint; amount: bigint }[]): void {
  if (isSettingOn('sell_below_cost')) return
  const profit = movements.reduce((sum, { value, amount }) => sum + amount + value, 0n)
  if (profit >= 0n) return
  throw InvalidInput.field('unit_price', t('Below cost: sales at a loss are not allowed.'))
}

function priceOf(input: IssueStockInput, part: PostedPart): bigint | null {
  if (input.unitPrice !== undefined) return input.unitPrice
  return (input.kind ?? 'sale') === 'sale' ? part.salePrice : part.purchasePrice
}

/** A plain read may be overtaken; only a locking one may say that there is not enough. */
async function findTakes(
  unit: UnitOfWork,
  input: IssueStockInput,
  occurredAt: string
): Promise<Take[]> {
  const takes = await tryTakes(unit, { input, occurredAt, lock: unit.mustLock })
  if (takes.found) return takes.found
  const locked =
    isMysql() && !unit.mustLock ? await tryTakes(unit, { input, occurredAt, lock: true }) : takes
  if (locked.found) return locked.found
  throw await refusal(unit, { input, occurredAt, lots: locked.lots, available: locked.available })
}

interface Attempt {
  input: IssueStockInput
  occurredAt: string
  lock: boolean
}

async function tryTakes(unit: UnitOfWork, { input, occurredAt, lock }: Attempt) {
  const lots = await candidates(unit, input, lock)
  const usable =
    input.lotIds || (input.kind ?? 'sale') !== 'sale'
      ? lots
      : lots.filter((lot) => isSellable(lot, localDay(occurredAt)))
  const takeable: Takeable[] = []
  for (const lot of usable)
    takeable.push({ lot, available: await availableAt(unit, lot, occurredAt) })
  return {
    lots: usable,
    available: totalAvailable(takeable),
    found: chooseLots(takeable, input.quantity),
  }
}

async function candidates(unit: UnitOfWork, input: IssueStockInput, lock: boolean): Promise<Lot[]> {
  if (input.lotIds) {
    const lots = await readLotsById(unit.trx, input.lotIds, { lock })
    const order = new Map(input.lotIds.map((id, index) => [id, index]))
    return lots.sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0))
  }
  const locationIds =
    input.locationId === undefined || input.locationId === null ? undefined : [input.locationId]
  if (input.locationId) await readStockedLocation(unit.trx, input.locationId)
  const lots = await readOpenLots(unit.trx, { partIds: [input.partId], locationIds, lock })
  return lots.sort(inPickingOrder)
}

/** What can be taken of a lot at a moment without leaving too little at any later one. */
async function availableAt(unit: UnitOfWork, lot: Lot, occurredAt: string): Promise<bigint> {
  const free = lot.quantity - lot.allocated
  if (occurredAt >= lot.lastMovedAt) return free
  const least = await leastBalanceSince(unit.trx, lot, occurredAt)
  return least < free ? least : free
}

interface Refusal {
  input: IssueStockInput
  occurredAt: string
  lots: Lot[]
  available: bigint
}

async function refusal(unit: UnitOfWork, { input, occurredAt, lots, available }: Refusal) {
  const availableNow = lots.reduce((sum, lot) => sum + lot.quantity - lot.allocated, 0n)
  if (availableNow >= input.quantity) return new BackdatingRefused(available, localDay(occurredAt))
  if (!input.locationId) return new InsufficientStock(availableNow, input.quantity)
  const location = await readStockedLocation(unit.trx, input.locationId)
  return new InsufficientStock(availableNow, input.quantity, { place: location.pathstring })
}
