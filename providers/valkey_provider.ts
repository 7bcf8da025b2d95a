import type { ApplicationService } from '@adonisjs/core/types'

/** Says in the health of this process whether Valkey is there, and listens to what other processes change. */
export default class ValkeyProvider {
  constructor(protected app: ApplicationService) {}

  async start() {
    const { default: env } = await import('#start/env')
    const uses = [
      ...(env.cacheStore === 'valkey' ? ['cache', 'limits', 'live pages'] : []),
      ...(env.queueDriver === 'bullmq' ? ['queue'] : []),
    ]
    if (uses.length === 0) return
    const { registerHealthDetail } = await import('#core/health')
    const { valkeyLostSince } = await import('#core/valkey_state')
    registerHealthDetail('valkey', {
      read: async () => {
        const lostSince = valkeyLostSince()
        return { uses, reachable: lostSince === null, lost_since: lostSince }
      },
    })
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const { changeBus } = await import('#core/change_bus')
    await changeBus.open()
  }

  async shutdown() {
    const { changeBus } = await import('#core/change_bus')
    changeBus.close()
  }
}
