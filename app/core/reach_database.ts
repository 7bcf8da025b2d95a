import { createConnection } from 'mysql2/promise'
import { mysqlConnection } from '#config/database'

/** Throws what the driver says when the server of the settings lets us not in; the pool would wait for it. */
export async function reachDatabase(): Promise<void> {
  const connection = await createConnection(mysqlConnection)
  await connection.end()
}
