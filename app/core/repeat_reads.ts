import { setTimeout as sleep } from 'node:timers/promises'
import { isConnectionLost } from '#core/connection_faults'

const READINGS = 4

/** A statement as the query builder hands it to the driver. */
interface Statement {
  sql?: string
}

/** Of a connection of the pool: marked so, it is closed when it is given back. */
interface PooledConnection {
  __knex__disposed?: unknown
}

/** What sends statements by the connections of a pool; transactions have one of their own each. */
export interface StatementSender {
  _query(connection: PooledConnection, statement: Statement): Promise<unknown>
  acquireConnection(): Promise<PooledConnection>
  releaseConnection(connection: PooledConnection): Promise<void>
}

/**
 * Lets a plain reading outside of transactions that lost its connection be done again, on another one. Everything
 * else may have taken effect, or is of a whole that has to be done again.
 */
export function repeatLostReads(sender: StatementSender): void {
  const send = sender._query.bind(sender)
  sender._query = async (connection, statement) => {
    try {
      return await send(connection, statement)
    } catch (error) {
      if (!isConnectionLost(error) || !isPlainRead(statement.sql ?? '')) throw error
      // Given back at once: when the server goes away, all connections of the pool are lost together.
      await giveBack(sender, connection)
      return readAgain({ sender, send }, statement)
    }
  }
}

/** Reads rows and nothing else; locks and the like belong to a connection. */
export function isPlainRead(sql: string): boolean {
  if (!/^\s*(?:select|with)\b/i.test(sql)) return false
  return !/\b(?:insert|update|delete|into|(?:get|release)_lock|last_insert_id|share)\b/i.test(
    sql.replaceAll(/'[^']*'|`[^`]*`|"[^"]*"/g, '')
  )
}

interface Sending {
  sender: StatementSender
  send: StatementSender['_query']
}

async function readAgain({ sender, send }: Sending, statement: Statement): Promise<unknown> {
  for (let attempt = 2; ; attempt++) {
    await sleep(Math.random() * 100 * 2 ** attempt)
    // Waits for the server, as long as whoever needs a connection does.
    const connection = await sender.acquireConnection()
    try {
      return await send(connection, statement)
    } catch (error) {
      if (attempt >= READINGS || !isConnectionLost(error)) throw error
      connection.__knex__disposed = error
    } finally {
      await sender.releaseConnection(connection)
    }
  }
}

async function giveBack(sender: StatementSender, connection: PooledConnection): Promise<void> {
  connection.__knex__disposed = 'lost'
  await sender.releaseConnection(connection)
}
