const LARGEST_CACHE = 500
const CHANGES_SCHEMA = /^\s*(create|alter|drop|pragma|vacuum|attach|reindex)\b/i

/** What {@link cacheStatements} needs of a better-sqlite3 connection. */
export interface PreparingConnection {
  prepare(sql: string): unknown
}

/**
 * Keeps the statements that a connection has prepared, the newest few hundred: preparing one takes
 * longer than running it. All of them run to their end at once, so none is asked for while it runs.
 */
export function cacheStatements(connection: PreparingConnection): void {
  const prepare = connection.prepare.bind(connection)
  const statements = new Map<string, unknown>()
  connection.prepare = (sql) => {
    const known = statements.get(sql)
    if (known) {
      statements.delete(sql)
      statements.set(sql, known)
      return known
    }
    const statement = prepare(sql)
    // A statement remembers the columns it was prepared with.
    if (CHANGES_SCHEMA.test(sql)) statements.clear()
    else statements.set(sql, statement)
    if (statements.size > LARGEST_CACHE) statements.delete(statements.keys().next().value ?? '')
    return statement
  }
}
