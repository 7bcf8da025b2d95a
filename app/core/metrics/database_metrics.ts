import db from '@adonisjs/lucid/services/db'
import { registerStateMetrics, type Figure } from '#core/metrics/registry'

/** Of tarn, as far as it is read here. */
interface Pool {
  numUsed(): number
  numFree(): number
  numPendingAcquires(): number
}

/** The pools of this process, by the names of config/database: of the server, and of each replica that is in use. */
function pools(): [string, Pool][] {
  return [...db.manager.connections].flatMap(([name, { connection }]) => {
    const pool = connection?.pool
    return pool ? [[name, pool] as [string, Pool]] : []
  })
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
