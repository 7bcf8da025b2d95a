import { defineConfig } from '@adonisjs/transmit'
import env from '#start/env'

/** With several processes, what one tells reaches the browsers of all by Valkey. Loaded late: few need it. */
async function bus() {
  const { RedisTransport } = await import('@boringnode/bus/transports/redis')
  const { connectToValkey } = await import('#core/valkey')
  return { driver: () => new RedisTransport(connectToValkey({ name: 'bus', waits: true })) }
}

export default defineConfig({
  pingInterval: '15s',
  transport: env.cacheStore === 'valkey' ? await bus() : null,
})
