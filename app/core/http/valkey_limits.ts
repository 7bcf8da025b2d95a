import RateLimiterBridge from '@adonisjs/limiter/stores/bridge'
import type { LimiterConsumptionOptions, LimiterManagerStoreFactory } from '@adonisjs/limiter/types'
import string from '@adonisjs/core/helpers/string'
import { RateLimiterMemory, RateLimiterRedis } from 'rate-limiter-flexible'
import { connectToValkey } from '#core/valkey'

const PREFIX = 'bincard-limit'

/** While Valkey is away each process counts for itself. */
class ValkeyLimits extends RateLimiterBridge {
  readonly name = 'valkey'

  constructor(
    private connection: ReturnType<typeof connectToValkey>,
    { requests, duration }: LimiterConsumptionOptions
  ) {
    const limits = {
      points: requests,
      duration: string.seconds.parse(duration),
      keyPrefix: PREFIX,
    }
    super(
      new RateLimiterRedis({
        ...limits,
        storeClient: connection,
        rejectIfRedisNotReady: true,
        insuranceLimiter: new RateLimiterMemory(limits),
      })
    )
  }

  async clear() {
    this.deleteInMemoryBlockedKeys()
    const keys = await this.connection.keys(`${PREFIX}:*`)
    if (keys.length > 0) await this.connection.del(keys)
  }
}

/** Limits that all processes of this Bincard count together. */
export function limitsInValkey(): LimiterManagerStoreFactory {
  let connection: ReturnType<typeof connectToValkey> | undefined
  return (options) => {
    connection ??= connectToValkey({ name: 'limits', waits: false })
    return new ValkeyLimits(connection, options)
  }
}
