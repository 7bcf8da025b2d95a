/**
 * The condition for movements that are an entry of their own in a lot's history: not the departure of
 * a lot that moved whole (its arrival tells of it), and not the settling of a rounding residue.
 */
export function isTrackedMovement(movements: string): string {
  return (
    `NOT (${movements}.quantity < 0 AND EXISTS (SELECT 1 FROM stock_movements arrival ` +
    `WHERE arrival.posting_id = ${movements}.posting_id AND arrival.stock_item_id = ${movements}.stock_item_id ` +
    `AND arrival.quantity > 0)) AND NOT (${movements}.quantity = 0 AND ${movements}.value <> 0 AND EXISTS ` +
    `(SELECT 1 FROM stock_postings settling WHERE settling.id = ${movements}.posting_id ` +
    `AND settling.details = '{"residue":true}'))`
  )
}
