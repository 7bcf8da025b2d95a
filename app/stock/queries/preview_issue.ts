import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { localDay } from '#core/time'
import { chooseLots, inPickingOrder, isSellable, totalAvailable } from '#stock/ledger/choose_lots'
import type { OutgoingKind } from '#stock/ledger/kinds'
import type { Lot } from '#stock/ledger/lot'
import { takeMovements } from '#stock/ledger/take'
import { leastBalanceSince, readOpenLots } from '#stock/queries/read_lots'

export interface IssueToPreview {
  kind: OutgoingKind
  partId: number
  /** Null: from every place. */
  locationId: number | null
  quantity: bigint
  occurredAt: string
}

export interface IssuePreview {
  available: bigint
  /** What the quantity would cost, from the lots it would be taken from; null when there is too little. */
  cost: bigint | null
}

/** What an issue would take and cost now, lot by lot as the ledger would; nothing is written. */
export async function previewIssue(
  issue: IssueToPreview,
  client: QueryClientContract = db.connection()
): Promise<IssuePreview> {
  const locationIds = issue.locationId === null ? undefined : [issue.locationId]
  const lots = await readOpenLots(client, { partIds: [issue.partId], locationIds })
  const day = localDay(issue.occurredAt)
  const usable = issue.kind === 'sale' ? lots.filter((lot) => isSellable(lot, day)) : lots
  const takeable: { lot: Lot; available: bigint }[] = []
  for (const lot of usable.sort(inPickingOrder)) {
    takeable.push({ lot, available: await availableAt(client, lot, issue.occurredAt) })
  }
  const available = totalAvailable(takeable)
  const takes = issue.quantity > 0n ? chooseLots(takeable, issue.quantity) : null
  if (!takes) return { available, cost: null }
  const { movements } = takeMovements(takes, null)
  return { available, cost: -movements.reduce((sum, { value }) => sum + value, 0n) }
}

/** What can be taken of a lot at a moment without leaving too little at any later one. */
async function availableAt(
  client: QueryClientContract,
  lot: Lot,
  occurredAt: string
): Promise<bigint> {
  const free = lot.quantity - lot.allocated
  if (occurredAt >= lot.lastMovedAt) return free
  const least = await leastBalanceSince(client, lot, occurredAt)
  return least < free ? least : free
}
