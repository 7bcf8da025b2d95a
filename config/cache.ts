import { configProvider } from '@adonisjs/core'
import { defineConfig, drivers, store } from '@adonisjs/cache'
import type { CreateDriverResult, InferStores, L2CacheDriver } from '@adonisjs/cache/types'
import env from '#start/env'
import { exactText } from '#core/exact_text'

/** The least recently used go first. */
const LARGEST_NUMBER_IN_MEMORY = 2_000
/** A lost server is asked again after this long; meanwhile nobody waits for it. */
const PAUSE_AFTER_FAILURE = '1s'

const memory = () => drivers.memory({ maxItems: LARGEST_NUMBER_IN_MEMORY, serialize: false })

/** Connects when it is first used. Loaded late: few need it. */
const valkey = configProvider.create(async (): Promise<CreateDriverResult<L2CacheDriver>> => {
  const { redisDriver } = await import('bentocache/drivers/redis')
  const { connectToValkey } = await import('#core/valkey')
  return {
    options: { prefix: 'bincard-cache' },
    factory(options: { prefix?: string }) {
      const connection = connectToValkey({ name: 'cache', waits: false })
      const complete = { ...options, connection }
      return redisDriver(complete).factory(complete)
    },
  }
})

const cacheConfig = defineConfig({
  default: env.cacheStore,
  ttl: '1m',
  serializer: exactText,
  stores: {
    memory: store().useL1Layer(memory()),
    valkey: store({
      suppressL2Errors: true,
      l2CircuitBreakerDuration: PAUSE_AFTER_FAILURE,
    })
      .useL1Layer(memory())
      .useL2Layer(valkey),
  },
})

export default cacheConfig

declare module '@adonisjs/cache/types' {
  interface CacheStores extends InferStores<typeof cacheConfig> {}
}
