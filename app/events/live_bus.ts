import { setTimeout as sleep } from 'node:timers/promises'
import { RedisTransport } from '@boringnode/bus/transports/redis'
import { connectToValkey } from '#core/valkey'

/** A server that is away or hangs takes no leave of us. */
const CLOSE_WITHIN_MS = 1_000

/** What carries messages for open pages between the processes, by Valkey. */
export class LiveBus extends RedisTransport {
  constructor() {
    super(connectToValkey({ name: 'bus', waits: true }))
  }

  override async disconnect(): Promise<void> {
    await Promise.race([super.disconnect(), sleep(CLOSE_WITHIN_MS, undefined, { ref: false })])
  }
}
