import type { ApplicationService } from '@adonisjs/core/types'

const LAST_USED_EVERY_MS = 5000
/** Another process may have changed them; the one that did so knows at once. */
const SETTINGS_EVERY_MS = 1000

/** Writes when each token was last used: once for many requests, and before the process ends. */
export default class AccountsProvider {
  #timer: NodeJS.Timeout | undefined
  #settingsTimer: NodeJS.Timeout | undefined

  constructor(protected app: ApplicationService) {}

  async start() {
    await this.#loadSettings()
  }

  async ready() {
    if (this.app.getEnvironment() !== 'web') return
    // The migrations have run by now, also on the very first start.
    await this.#loadSettings()
    this.#settingsTimer = setInterval(() => void this.#loadSettings(), SETTINGS_EVERY_MS)
    this.#settingsTimer.unref()
    const { authCache } = await import('#accounts/auth_cache')
    const { changeBus } = await import('#core/change_bus')
    changeBus.on('settings', () => void this.#loadSettings())
    changeBus.on('auth', () => authCache.clear())
    const logger = await this.app.container.make('logger')
    this.#timer = setInterval(() => {
      authCache.writeLastUsed().catch((error) => logger.error({ err: error }, 'last use of tokens'))
    }, LAST_USED_EVERY_MS)
    this.#timer.unref()
  }

  async shutdown() {
    clearInterval(this.#settingsTimer)
    if (!this.#timer) return
    clearInterval(this.#timer)
    const { authCache } = await import('#accounts/auth_cache')
    await authCache.writeLastUsed()
  }

  /** Before the first migration there is no table, and nothing that could stand in it. */
  async #loadSettings() {
    const { refreshSettings } = await import('#core/setting_values')
    await refreshSettings().catch(() => undefined)
  }
}
