import { daysBefore } from '#stock/import/local_clock'

const UNIT = 100_000n
const PACKS_AT_OPENING = 4n
const LEAST_PACKS = 2n
const DAYS_COVERED = 21n
/** Demand is not told from fewer days than these. */
const LEAST_DAYS_OBSERVED = 14n
const DAY_MS = 86_400_000

/** Stock that the file does not tell of, made up so that its sales can be posted. */
export interface MadeUpStock {
  kind: 'adjust_in' | 'receive'
  quantity: bigint
  at: string
  /** Counts the deliveries of this item at this location; 0 is the opening. */
  number: number
}

interface Shelf {
  onHand: bigint
  sold: bigint
  firstSaleAt: number
  lastSaleAt: string
  deliveries: number
}

/** How many units of an item come in a pack: cheap things by the gross, dear ones by the piece. */
export function packSize(salePrice: bigint): bigint {
  if (salePrice < 1_000_000n) return 48n
  if (salePrice < 5_000_000n) return 24n
  if (salePrice < 20_000_000n) return 12n
  return 4n
}

/**
 * Plays through what lies on the shelf, and says which stock must come in before a sale. It depends on
 * the file's sales alone: the same file gives the same deliveries, so a second run finds them posted.
 */
export class Replenishment {
  #shelves = new Map<string, Shelf>()

  /** The stock that must be there before the sale; undefined when there is enough. */
  before(sale: Sale): MadeUpStock | undefined {
    const shelf = this.#shelves.get(sale.shelf)
    if (!shelf) return this.#open(sale)
    const isLate = sale.at < shelf.lastSaleAt
    if (!isLate) shelf.lastSaleAt = sale.at
    // A sale that comes late in the file may find that the lots of its day have been sold since.
    const supply = isLate ? inPacks(sale.quantity, sale.pack) : missing(shelf, sale)
    shelf.onHand += supply - sale.quantity
    shelf.sold += sale.quantity
    if (supply === 0n) return undefined
    shelf.deliveries++
    return {
      kind: 'receive',
      quantity: supply,
      at: daysBefore(sale.at, 1),
      number: shelf.deliveries,
    }
  }

  #open(sale: Sale): MadeUpStock {
    const least = sale.pack * PACKS_AT_OPENING * UNIT
    const quantity = inPacks(larger(least, sale.quantity * 2n), sale.pack)
    this.#shelves.set(sale.shelf, {
      onHand: quantity - sale.quantity,
      sold: sale.quantity,
      firstSaleAt: moment(sale.at),
      lastSaleAt: sale.at,
      deliveries: 0,
    })
    return { kind: 'adjust_in', quantity, at: daysBefore(sale.at, 1), number: 0 }
  }
}

export interface Sale {
  /** Item and location. */
  shelf: string
  at: string
  quantity: bigint
  /** Units in a pack. */
  pack: bigint
}

function missing(shelf: Shelf, sale: Sale): bigint {
  if (shelf.onHand >= sale.quantity) return 0n
  const days = BigInt(Math.floor((moment(sale.at) - shelf.firstSaleAt) / DAY_MS))
  const demand = (shelf.sold * DAYS_COVERED) / larger(days, LEAST_DAYS_OBSERVED)
  const wanted = sale.quantity - shelf.onHand + demand
  return inPacks(larger(wanted, sale.pack * LEAST_PACKS * UNIT), sale.pack)
}

function inPacks(quantity: bigint, pack: bigint): bigint {
  const size = pack * UNIT
  return ((quantity + size - 1n) / size) * size
}

function larger(one: bigint, other: bigint): bigint {
  return one > other ? one : other
}

function moment(at: string): number {
  return Date.parse(`${at.replace(' ', 'T')}Z`)
}
