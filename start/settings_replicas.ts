import { addresses, InvalidSetting, isGiven, wholeNumber, type Source } from './setting_readers.js'

const EXAMPLE = 'db-2:3306,db-3:3306'
const BOUNDS = { least: 1, most: 3_600 }

export interface ReplicaSettings {
  replicas: { host: string; port: number }[]
  /** Long reads go to the primary while a replica is further behind. */
  replicaMaxLagSeconds: number
}

export const NO_REPLICA: ReplicaSettings = { replicas: [], replicaMaxLagSeconds: 10 }

export function replicaSettings(source: Source): ReplicaSettings {
  const list = isGiven(source, 'DB_REPLICAS') ? addresses(source, 'DB_REPLICAS', EXAMPLE) : []
  return {
    replicas: list.map(hostAndPort),
    replicaMaxLagSeconds: wholeNumber(source, 'DB_REPLICA_MAX_LAG_SECONDS', {
      fallback: NO_REPLICA.replicaMaxLagSeconds,
      ...BOUNDS,
    }),
  }
}

/** A file has no replicas. */
export function noReplica(source: Source): ReplicaSettings {
  if (!isGiven(source, 'DB_REPLICAS')) return NO_REPLICA
  throw new InvalidSetting(
    'DB_REPLICAS is set, but SQLite has no replicas. Example: DB_CONNECTION=mysql, or leave DB_REPLICAS empty'
  )
}

function hostAndPort(address: string): { host: string; port: number } {
  const end = address.lastIndexOf(':')
  const host = address.slice(0, end).replaceAll(/[[\]]/g, '')
  return { host, port: Number(address.slice(end + 1)) }
}
