import type { ApplicationService } from '@adonisjs/core/types'

const CONNECTION_GRACE_MS = 1_000
const LAST_RESORT_MS = 9_000
/** Ctrl-C in a terminal reaches the process twice, from the terminal and from npm. */
const ECHO_MS = 500

/** Stops the server on Ctrl-C and SIGTERM: within ten seconds, whatever still hangs. */
export function stopOnSignals(app: ApplicationService): void {
  let stoppingSince = 0
  const stop = async () => {
    if (stoppingSince) return stopAgain(stoppingSince)
    stoppingSince = Date.now()
    setTimeout(() => process.exit(1), LAST_RESORT_MS).unref()
    setTimeout(() => closeConnections(app), CONNECTION_GRACE_MS).unref()
    await app.terminate()
    process.exit()
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  // The process that started this one is gone.
  process.on('disconnect', stop)
}

function stopAgain(stoppingSince: number): void {
  if (Date.now() - stoppingSince > ECHO_MS) process.exit(1)
}

// Open live streams never end by themselves, and the server waits for every connection.
async function closeConnections(app: ApplicationService): Promise<void> {
  const server = await app.container.make('server')
  const nodeServer = server.getNodeServer()
  if (nodeServer && 'closeAllConnections' in nodeServer) nodeServer.closeAllConnections()
}
