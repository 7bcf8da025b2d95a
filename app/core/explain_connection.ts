interface ConnectionFault {
  code?: string
  message?: string
}

interface Wanted {
  host: string
  port: number
  user: string
  name: string
}

/**
 * What keeps us from the database server and what to do about it, in one line; undefined for a fault
 * that has nothing to do with the connection.
 */
export function explainConnection(fault: ConnectionFault, wanted: Wanted): string | undefined {
  const { host, port, user, name } = wanted
  const server = `${host}:${port}`
  const account = `'${user}'@'%'`
  const grant = `GRANT ALL ON \`${name}\`.* TO ${account}`
  const explanations: Record<string, string> = {
    ER_CON_COUNT_ERROR: `${server} has no connection left. Raise max_connections there, or lower DB_POOL.`,
    ENOTFOUND: `The host "${host}" is unknown. Check DB_HOST.`,
    EAI_AGAIN: `The host "${host}" cannot be looked up now. Check DB_HOST and the name server.`,
    ECONNREFUSED: `Nothing answers at ${server}. Check DB_HOST and DB_PORT, and that the server runs.`,
    EHOSTUNREACH: `No way leads to ${server}. Check DB_HOST and the network.`,
    ETIMEDOUT: `${server} does not answer. Check DB_HOST, DB_PORT and the firewall.`,
    PROTOCOL_CONNECTION_LOST: `${server} ended the connection. Check that it is MySQL or MariaDB, and its log.`,
    HANDSHAKE_NO_SSL_SUPPORT: `${server} offers no encryption. Set it up there, or DB_TLS=off.`,
    HANDSHAKE_SSL_ERROR: `The encryption of ${server} cannot be trusted (${fault.message}). Check DB_TLS_CA, or DB_TLS=on.`,
    ER_ACCESS_DENIED_ERROR: `${server} does not let "${user}" in. Check DB_USER and DB_PASSWORD, or make the user: CREATE USER ${account} IDENTIFIED BY '…'; ${grant}`,
    ER_DBACCESS_DENIED_ERROR: `"${user}" may not use the database "${name}". As an administrator of the server: ${grant}`,
    ER_BAD_DB_ERROR: `There is no database "${name}" at ${server}. As an administrator of the server: CREATE DATABASE \`${name}\` CHARACTER SET utf8mb4; ${grant}`,
    ER_BINLOG_CREATE_ROUTINE_NEED_SUPER: `${server} keeps a binary log and lets only administrators make triggers, which protect the ledger. As an administrator of the server: SET GLOBAL log_bin_trust_function_creators = 1, and the same in its configuration; then empty the database, which is half prepared, and start again.`,
  }
  const { code = '' } = fault
  if (code.endsWith('ACCESS_DENIED_ERROR') && fault.message?.includes(' command denied ')) {
    return explainDenied(fault.message, wanted)
  }
  return Object.hasOwn(explanations, code) ? explanations[code] : undefined
}

/** Let in, but without the right to a statement, which the server names. */
function explainDenied(message: string, { user, name }: Wanted): string | undefined {
  const denied = /([A-Z][A-Z ,]*) command denied to user '([^']*)'@'([^']*)'/.exec(message)
  if (!denied) return undefined
  const [, right, account, from] = denied
  return `"${user}" lacks the right ${right} on "${name}". As an administrator of the server: GRANT ${right} ON \`${name}\`.* TO '${account}'@'${from}'`
}
