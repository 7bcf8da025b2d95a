/**
 * What stock events tell. These are facts of the ledger as consumers read them: the event module
 * knows their shape, the stock module fills them in.
 */

export const STOCK_MOVED = 'bincard.stock.moved.v1'
export const STOCK_IMPORTED = 'bincard.stock.imported.v1'
export const PART_CHANGED = 'bincard.part.changed.v1'

/** One line of a posting. Numbers are decimal strings, signed as in the ledger. */
export interface StockMovementFact {
  lot: number
  location: number | null
  /** Up to 5 decimals; negative when stock left. */
  quantity: string
  /** Up to 6 decimals: quantity × unit cost; negative when stock left. */
  value: string
  /**
   * Up to 6 decimals: revenue of a sale, refund of a return_in, spend of a receipt, credit of a
   * return_out, each positive; a reversal negates it.
   */
  amount: string
}

/** One business act with its movements. */
export interface StockPostingFact {
  id: number
  kind: string
  /** The kind it counts as in sums: of a reversal, the kind of what it reverses. */
  counts_as: string
  part: number
  occurred_at: string
  recorded_at: string
  /** The local day of occurred_at, YYYY-MM-DD. */
  day: string
  user: number | null
  movements: StockMovementFact[]
}

export interface StockMovedData {
  posting: StockPostingFact
}

export interface StockImportedData {
  postings: StockPostingFact[]
}

/** State, not a delta: a consumer drops what has a lower version than it knows. */
export interface PartChangedData {
  id: number
  version: number
  [field: string]: unknown
}
