import { setImmediate } from 'node:timers/promises'
import type { QueryClientContract } from '@adonisjs/lucid/types/database'
import db from '@adonisjs/lucid/services/db'
import { toScaledOrNull } from '#core/decimal'
import { selectRows } from '#core/sql'
import { pictureUrl } from '#files/pictures/picture_sizes'
import { ALERT_KINDS, alertQuery, type AlertKind } from '#insights/alerts/alert_kinds'

export const ALERTS_A_PAGE = 50

/** One thing about an item that somebody should look at. */
export interface Alert {
  kind: AlertKind
  partId: number
  name: string
  unit: string
  thumbnail: string | null
  /** What there is, and what it is measured by: quantities, or amounts where it is about prices. */
  quantity: bigint | null
  limit: bigint | null
  day: string | null
  lotId: number | null
  count: number
}

interface Row {
  part_id: number
  name: string
  units: string
  image: string | null
  quantity: unknown
  limit_value: unknown
  day: string | null
  lot_id: number | null
  amount: number | null
}

interface Bounds {
  partId?: number
  limit: number
  offset: number
}

/** The alerts of a kind, by the item's name. */
export async function listAlerts(
  kind: AlertKind,
  { partId, limit, offset }: Bounds,
  client: QueryClientContract = db.connection()
): Promise<Alert[]> {
  const query = alertQuery(kind, partId)
  const { quantity = 'NULL', limit: limitValue = 'NULL' } = query
  const { day = 'NULL', lotId = 'NULL', count = '1' } = query
  const rows = await selectRows<Row>(
    client,
    `SELECT p.id AS part_id, p.name, p.units, p.image, CAST(${quantity} AS CHAR) AS quantity,
            CAST(${limitValue} AS CHAR) AS limit_value, ${day} AS day, ${lotId} AS lot_id, ${count} AS amount
       ${query.from} ORDER BY p.name, p.id LIMIT ? OFFSET ?`,
    [...query.bindings, limit, offset]
  )
  return rows.map((row) => ({
    kind,
    partId: Number(row.part_id),
    name: row.name,
    unit: row.units,
    thumbnail: pictureUrl(row.image, 64),
    quantity: toScaledOrNull(row.quantity),
    limit: toScaledOrNull(row.limit_value),
    day: row.day,
    lotId: row.lot_id === null ? null : Number(row.lot_id),
    count: Number(row.amount),
  }))
}

/** Everything about one item that somebody should look at, the most pressing first. */
export async function listItemAlerts(
  partId: number,
  client: QueryClientContract = db.connection()
): Promise<Alert[]> {
  const found: Alert[] = []
  for (const kind of ALERT_KINDS) {
    found.push(...(await listAlerts(kind, { partId, limit: 1, offset: 0 }, client)))
  }
  return found
}

export type AlertCounts = Record<AlertKind, number>

/** Every page shows the sum, and all items are looked at for it: it is trusted longer where that takes long. */
const TRUSTED_MS = 60_000
const TRUSTED_FOR_EACH_MS = 300
let counted: { until: number; counts: Promise<AlertCounts> } | undefined

/** How many items each kind of alert is about; may be a minute or more old. */
export function countAlerts(): Promise<AlertCounts> {
  if (counted && Date.now() < counted.until) return counted.counts
  const begun = Date.now()
  const entry = { until: begun + TRUSTED_MS, counts: readCounts() }
  counted = entry
  entry.counts.then(
    () => (entry.until = begun + Math.max(TRUSTED_MS, (Date.now() - begun) * TRUSTED_FOR_EACH_MS)),
    () => (counted = undefined)
  )
  return entry.counts
}

/** How many items an alert of this kind is about now. */
async function countAlertsOf(
  kind: AlertKind,
  client: QueryClientContract = db.connection()
): Promise<number> {
  const { from, bindings } = alertQuery(kind)
  const [row] = await selectRows<{ total: number }>(
    client,
    `SELECT COUNT(*) AS total ${from}`,
    bindings
  )
  return Number(row.total)
}

/** The counts with this kind counted anew, for every page from now on. */
export async function recountAlerts(kind: AlertKind): Promise<AlertCounts> {
  const counts = await countAlerts()
  counts[kind] = await countAlertsOf(kind)
  return counts
}

async function readCounts(): Promise<AlertCounts> {
  const entries: [AlertKind, number][] = []
  for (const kind of ALERT_KINDS) {
    entries.push([kind, await countAlertsOf(kind)])
    // The embedded database answers at once: without a pause nobody else would get a turn.
    await setImmediate()
  }
  return Object.fromEntries(entries) as AlertCounts
}
