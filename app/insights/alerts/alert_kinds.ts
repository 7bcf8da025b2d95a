import { translatable } from '#core/i18n'
import { numberSetting } from '#core/setting_values'
import type { Binding } from '#core/sql'
import { fromDatabaseTime, now, toDatabaseTime, today } from '#core/time'
import { IN_STOCK } from '#stock/queries/part_stock'
import { addDays } from '#insights/day_range'

export const LOSS_DAYS = 30

export const ALERT_KINDS = [
  'out_of_stock',
  'below_minimum',
  'expired',
  'expiring',
  'sold_below_cost',
  'price_below_cost',
  'unsold',
  'analysis_mismatch',
] as const
export type AlertKind = (typeof ALERT_KINDS)[number]

export const ALERT_LABELS: Record<AlertKind, string> = {
  out_of_stock: translatable('Out of stock'),
  below_minimum: translatable('Below minimum'),
  expired: translatable('Expired'),
  expiring: translatable('Expires soon'),
  sold_below_cost: translatable('Sold below cost'),
  price_below_cost: translatable('Price below cost'),
  unsold: translatable('Not sold for long'),
  analysis_mismatch: translatable('Figures disagree'),
}

/** The rows of an alert: `FROM … WHERE …` over parts `p`, and the figures that explain each. */
export interface AlertQuery {
  from: string
  bindings: Binding[]
  /** SQL for what the alert is about; NULL where it has nothing of the kind. */
  quantity?: string
  limit?: string
  day?: string
  lotId?: string
  count?: string
}

type Build = (ofPart: OfPart) => AlertQuery

/** Narrows an inner query to one part; empty where all are asked for. */
interface OfPart {
  sql: string
  bindings: Binding[]
}

/** The query of a kind of alert, over all items or of one. */
export function alertQuery(kind: AlertKind, partId?: number): AlertQuery {
  const ofPart: OfPart =
    partId === undefined
      ? { sql: '', bindings: [] }
      : { sql: 'AND part_id = ?', bindings: [partId] }
  const query = QUERIES[kind](ofPart)
  if (partId === undefined) return query
  return { ...query, from: `${query.from} AND p.id = ?`, bindings: [...query.bindings, partId] }
}

const SHOWN = 'p.is_active = 1 AND p.virtual = 0'
const ON_HAND = `COALESCE((SELECT SUM(quantity) FROM stock_items WHERE stock_items.part_id = p.id AND ${IN_STOCK}), 0)`

function expiringLots(condition: string, days: string[]): Build {
  return (ofPart) => ({
    from: `FROM (SELECT part_id, SUM(quantity) AS quantity, COUNT(*) AS lots, MIN(expiry_date) AS day, MIN(id) AS lot_id
             FROM stock_items WHERE ${condition} AND quantity > 0 AND deleted_at IS NULL ${ofPart.sql} GROUP BY part_id) e
           JOIN parts p ON p.id = e.part_id WHERE p.id > 0`,
    bindings: [...days, ...ofPart.bindings],
    quantity: 'e.quantity',
    day: 'e.day',
    lotId: 'e.lot_id',
    count: 'e.lots',
  })
}

const QUERIES: Record<AlertKind, Build> = {
  out_of_stock: () => ({
    from: `FROM parts p WHERE ${SHOWN}
             AND NOT EXISTS (SELECT 1 FROM stock_items WHERE stock_items.part_id = p.id AND ${IN_STOCK})
             AND EXISTS (SELECT 1 FROM stock_postings WHERE stock_postings.part_id = p.id)`,
    bindings: [],
    limit: 'p.minimum_stock',
  }),

  below_minimum: () => ({
    from: `FROM parts p WHERE ${SHOWN} AND p.minimum_stock > 0 AND ${ON_HAND} < p.minimum_stock AND ${ON_HAND} > 0`,
    bindings: [],
    quantity: ON_HAND,
    limit: 'p.minimum_stock',
  }),

  expired: (ofPart) => expiringLots('expiry_date < ?', [today()])(ofPart),

  expiring: (ofPart) =>
    expiringLots('expiry_date >= ? AND expiry_date <= ?', [
      today(),
      addDays(today(), numberSetting('expiring_days')),
    ])(ofPart),

  sold_below_cost: (ofPart) => ({
    from: `FROM (SELECT part_id, COUNT(*) AS sales, -SUM(amount + value) AS loss, MIN(day) AS day
             FROM stock_postings s
            WHERE kind = 'sale' AND day >= ? AND amount + value < 0 ${ofPart.sql}
              AND NOT EXISTS (SELECT 1 FROM stock_postings r WHERE r.reverses_id = s.id)
            GROUP BY part_id) sold
           JOIN parts p ON p.id = sold.part_id WHERE p.id > 0`,
    bindings: [addDays(today(), 1 - LOSS_DAYS), ...ofPart.bindings],
    limit: 'sold.loss',
    day: 'sold.day',
    count: 'sold.sales',
  }),

  price_below_cost: () => ({
    from: `FROM parts p WHERE ${SHOWN} AND p.sale_price < p.purchase_price`,
    bindings: [],
    quantity: 'p.sale_price',
    limit: 'p.purchase_price',
  }),

  unsold: (ofPart) => unsoldFor(numberSetting('slow_days'), ofPart),

  // Of several of an item the first that was found.
  analysis_mismatch: (ofPart) => ({
    from: `FROM (SELECT part_id, MIN(id) AS first, COUNT(*) AS figures FROM analysis_mismatches
                  WHERE part_id > 0 ${ofPart.sql} GROUP BY part_id) every_one
           JOIN analysis_mismatches a ON a.id = every_one.first
           JOIN parts p ON p.id = every_one.part_id WHERE p.id > 0`,
    bindings: ofPart.bindings,
    quantity: 'a.found',
    limit: 'a.expected',
    day: 'a.day',
    count: 'every_one.figures',
  }),
}

function unsoldFor(days: number, ofPart: OfPart): AlertQuery {
  return {
    from: `FROM (SELECT part_id, SUM(quantity) AS quantity, MIN(received_at) AS received_at
             FROM stock_items WHERE ${IN_STOCK} ${ofPart.sql} GROUP BY part_id) here
           JOIN parts p ON p.id = here.part_id
          WHERE ${SHOWN} AND here.received_at < ?
            AND NOT EXISTS (SELECT 1 FROM sales_daily d WHERE d.part_id = p.id AND d.day >= ? AND d.quantity > 0)`,
    bindings: [...ofPart.bindings, momentBefore(days), addDays(today(), -days)],
    quantity: 'here.quantity',
    day: '(SELECT MAX(day) FROM sales_daily WHERE sales_daily.part_id = p.id AND quantity > 0)',
  }
}

function momentBefore(days: number): string {
  return toDatabaseTime(fromDatabaseTime(now()).minus({ days }))
}
