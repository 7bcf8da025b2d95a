import app from '@adonisjs/core/services/app'
import { defineConfig } from '@adonisjs/transmit'
import env from '#start/env'

/** With several processes, what one tells reaches the browsers of all by Valkey. Loaded late: few need it. */
async function bus() {
  const { LiveBus } = await import('#events/live_bus')
  return { driver: () => new LiveBus() }
}

/** A command shows no pages, and an open connection would keep it from ending. */
const isShared = env.cacheStore === 'valkey' && app.getEnvironment() === 'web'

export default defineConfig({
  pingInterval: '15s',
  transport: isShared ? await bus() : null,
})
