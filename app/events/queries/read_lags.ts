import db from '@adonisjs/lucid/services/db'
import { fromDatabaseTime } from '#core/time'

/** What the relay has written down is true for so long. */
const FRESH_MS = 15_000

export interface Lag {
  /** Messages that the projection has not read; null when nobody knows how many there are. */
  lag: number | null
  /** How far it is, over all partitions. */
  position: number
}

/** How far each of the projections is behind the topic, by its name. */
export async function readLags(projections: readonly string[]): Promise<Map<string, Lag>> {
  const [ends, positions] = await Promise.all([
    db.from('event_log_ends').select('partition_id', 'log_end', 'updated_at'),
    db.from('projection_positions').select('projection', 'partition_id', 'position'),
  ])
  const isFresh = ends.some(
    (end) => Date.now() - fromDatabaseTime(String(end.updated_at)).toMillis() < FRESH_MS
  )
  const lags = new Map<string, Lag>()
  for (const projection of projections) {
    const own = positions.filter((row) => row.projection === projection)
    lags.set(projection, {
      lag: isFresh ? lagOf(own, ends) : null,
      position: own.reduce((sum, row) => sum + Number(row.position), 0),
    })
  }
  return lags
}

interface PartitionRow {
  partition_id: number
  position?: number
  log_end?: number
}

function lagOf(positions: PartitionRow[], ends: PartitionRow[]): number {
  let lag = 0
  for (const end of ends) {
    const own = positions.find((row) => row.partition_id === end.partition_id)
    // Behind the end of a topic that was made anew there is nothing to read either.
    lag += Math.max(0, Number(end.log_end) - Number(own?.position ?? 0))
  }
  return lag
}
