import type { ApplicationService } from '@adonisjs/core/types'

const LAST_USED_EVERY_MS = 5000

/** Writes when each token was last used: once for many requests, and before the process ends. */
export default class AccountsProvider {
  #timer: NodeJS.Timeout | undefined

  constructor(protected app: ApplicationService) {}

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    const { authCache } = await import('#accounts/auth_cache')
    const logger = await this.app.container.make('logger')
    this.#timer = setInterval(() => {
      authCache.writeLastUsed().catch((error) => logger.error({ err: error }, 'last use of tokens'))
    }, LAST_USED_EVERY_MS)
    this.#timer.unref()
  }

  async shutdown() {
    if (!this.#timer) return
    clearInterval(this.#timer)
    const { authCache } = await import('#accounts/auth_cache')
    await authCache.writeLastUsed()
  }
}
