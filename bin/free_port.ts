import { createServer } from 'node:net'

/** Rejects as the HTTP server would (EADDRINUSE, EACCES), but before any work is done. */
export function assertPortIsFree(port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
    probe.once('error', reject)
    probe.listen(port, host, () => probe.close(() => resolve()))
  })
}
