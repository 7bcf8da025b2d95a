import { RedisTransport } from '@boringnode/bus/transports/redis'
import { test } from '@japa/runner'
import { connectToValkey } from '#core/valkey'

if (process.env.VALKEY_HOST) {
  test.group('The bus of live messages', () => {
    test('carries a message to other processes, and not back to its own', async ({
      assert,
      cleanup,
    }) => {
      const heard: string[] = []
      const connections = [1, 2].map((id) => connectToValkey({ name: `bus ${id}`, waits: true }))
      const buses = connections.map((connection, index) =>
        new RedisTransport(connection).setId(String(index))
      )
      cleanup(async () => {
        await Promise.all(buses.map((bus) => bus.disconnect()))
        for (const connection of connections) connection.disconnect()
      })
      const arrived = Promise.withResolvers<void>()
      await buses[1].subscribe('live', (message) => {
        heard.push(`second: ${JSON.stringify(message)}`)
        arrived.resolve()
      })
      await buses[0].subscribe('live', (message) => {
        heard.push(`first: ${JSON.stringify(message)}`)
      })

      await buses[0].publish('live', { channel: 'dashboard' })
      await arrived.promise

      assert.deepEqual(heard, ['second: {"channel":"dashboard"}'])
    })
  })
}
