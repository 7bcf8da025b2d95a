import { defineConfig, stores } from '@adonisjs/limiter'
import type { LimiterManagerStoreFactory } from '@adonisjs/limiter/types'
import env from '#start/env'

const memory = stores.memory({})

/** Several web processes count together in Valkey. Loaded late: few need it. */
async function valkey(): Promise<LimiterManagerStoreFactory> {
  const { limitsInValkey } = await import('#core/http/valkey_limits')
  return limitsInValkey()
}

const limiterConfig = defineConfig({
  default: env.cacheStore,
  stores: { memory, valkey: env.cacheStore === 'valkey' ? await valkey() : memory },
})

export default limiterConfig

declare module '@adonisjs/limiter/types' {
  export interface LimitersList {
    memory: LimiterManagerStoreFactory
    valkey: LimiterManagerStoreFactory
  }
}
