import db from '@adonisjs/lucid/services/db'
import { registerStateMetrics, type Figure } from '#core/metrics/registry'

/** Of tarn, as far as it is read here. */
interface Pool {
  numUsed(): number
  numFree(): number
  numPendingAcquires(): number
}

/** The pools of this process; that of read replicas apart, where there are any. */
function pools(): [string, Pool][] {
  const found: [string, Pool][] = []
  for (const { connection } of db.manager.connections.values()) {
    if (!connection) continue
    const { pool, readPool } = connection
    if (pool) found.push(['write', pool])
    if (readPool && readPool !== pool) found.push(['read', readPool])
  }
  return found
}

function figuresOf(read: (pool: Pool) => number, labels: object = {}): Figure[] {
  return pools().map(([pool, one]) => ({ labels: { pool, ...labels }, value: read(one) }))
}

registerStateMetrics('database', {
  gauges: {
    bincard_database_connections: {
      help: 'Connections to the database that this process has, by pool and state',
      labels: ['pool', 'state'],
    },
    bincard_database_waiting: {
      help: 'Who waits for a connection to the database',
      labels: ['pool'],
    },
  },
  read: async () => ({
    bincard_database_connections: [
      ...figuresOf((pool) => pool.numUsed(), { state: 'used' }),
      ...figuresOf((pool) => pool.numFree(), { state: 'free' }),
    ],
    bincard_database_waiting: figuresOf((pool) => pool.numPendingAcquires()),
  }),
})
