import type { Actor } from '#core/access'
import { InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import type { UnitOfWork } from '#core/unit_of_work'
import { addToLot, countLot } from '#stock/actions/adjust_lot'
import { bookOnceAs } from '#stock/actions/book_once'
import { countStock } from '#stock/actions/count_stock'
import { issueStock } from '#stock/actions/issue_stock'
import { receiveStock } from '#stock/actions/receive_stock'
import { transferLot, transferStock } from '#stock/actions/transfer_stock'
import type { WrittenPosting } from '#stock/actions/write_postings'

export const SCAN_MODES = ['in', 'out', 'count', 'transfer'] as const
export type ScanMode = (typeof SCAN_MODES)[number]

/** One line of what was scanned: an item or one of its lots, at a place. */
export interface ScannedLine {
  partId: number
  lotId: number | null
  locationId: number | null
  /** Where a transfer goes to. */
  toLocationId: number | null
  quantity: bigint
}

export interface BookScansInput {
  mode: ScanMode
  lines: readonly ScannedLine[]
  note: string | null
  /** Names the list that was sent: sent twice it books once. */
  key: string
}

type Book = (line: ScannedLine, facts: Facts, unit: UnitOfWork) => Promise<WrittenPosting[]>
type Facts = { actorId: number; reason: string | null }

/**
 * Books all lines of a scanned list, or none. Gives the ids of the postings, of a list that was booked
 * before those it made then. Throws InvalidInput with `lines`: what is wrong, by the line's position.
 */
export function bookScans(
  { mode, lines, note, key }: BookScansInput,
  actor: Actor
): Promise<number[]> {
  const facts = { actorId: actor.id, reason: note }
  return bookOnceAs({ actorId: actor.id, page: '/scan', key }, async (unit) => {
    const postings: WrittenPosting[] = []
    const faults: object[] = []
    for (const [index, line] of lines.entries()) {
      try {
        postings.push(...(await BOOKED[mode](line, facts, unit)))
      } catch (error) {
        faults[index] = faultOf(error)
      }
    }
    if (faults.length > 0) {
      throw new InvalidInput({ lines: lines.map((_, index) => faults[index] ?? {}) })
    }
    return postings.map(({ id }) => Number(id))
  })
}

const BOOKED: Record<ScanMode, Book> = {
  in: async ({ lotId, ...line }, facts, unit) =>
    lotId === null
      ? [await receiveStock({ ...line, ...facts, locationId: line.locationId ?? undefined }, unit)]
      : [await addToLot({ lotId, quantity: line.quantity, ...facts }, unit)],
  out: async ({ lotId, partId, locationId, quantity }, facts, unit) => {
    const from = lotId === null ? { locationId } : { lotIds: [lotId] }
    return [await issueStock({ partId, quantity, ...from, ...facts }, unit)]
  },
  count: async ({ lotId, partId, locationId, quantity }, facts, unit) => {
    if (lotId !== null) return [await countLot({ lotId, quantity, ...facts }, unit)]
    const place = required(locationId, t('Scan the location that is counted.'))
    return countStock({ partId, locationId: place, counted: quantity, ...facts }, unit)
  },
  transfer: async ({ lotId, partId, quantity, ...line }, facts, unit) => {
    const toLocationId = required(line.toLocationId, t('Scan the location to move it to.'))
    if (lotId !== null)
      return [await transferLot({ lotId, locationId: toLocationId, quantity, ...facts }, unit)]
    const fromLocationId = required(line.locationId, t('Scan the location to take it from.'))
    return [await transferStock({ partId, fromLocationId, toLocationId, quantity, ...facts }, unit)]
  },
}

function required(locationId: number | null, message: string): number {
  if (locationId === null) throw InvalidInput.field('location', message)
  return locationId
}

/** What is wrong with one line; what is no fault of the line ends the whole. */
function faultOf(error: unknown): object {
  if (error instanceof InvalidInput) return error.fields
  if (error instanceof NotFound) return { item: [t('This is no longer there.')] }
  throw error
}
