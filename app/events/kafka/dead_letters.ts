import type { Producer } from 'kafkajs'
import { Counter } from 'prom-client'
import { registry } from '#core/metrics/registry'
import { transact } from '#core/unit_of_work'
import type { KafkaSettings } from '#start/env'
import { holdEvent } from '#events/actions/hold_event'
import { moveInPartition } from '#events/actions/move_position'
import { deadLetterTopic, eventsTopic } from '#events/kafka/topics'
import type { ReadMessage } from '#events/kafka/messages'

const letters = new Counter({
  name: 'bincard_dead_letters_total',
  help: 'Events that this process has set aside since a read model could not take them',
  labelNames: ['projection'],
  registers: [registry],
})

export interface DeadLetter {
  settings: KafkaSettings
  projection: string
  message: ReadMessage
  partition: number
  /** Where the consumer began. */
  from: bigint | null
  reason: string
  attempts: number
}

/**
 * Sends a message that cannot be applied to the dead-letter topic with the reason, and then, in one
 * transaction, puts it on the list of held events and moves on behind it. Gives the new position.
 */
export async function setAside(producer: Producer, letter: DeadLetter): Promise<bigint> {
  const { projection, message, partition, from, reason, attempts, settings } = letter
  const source = `${eventsTopic(settings)}/${partition}/${message.offset}`
  await producer.send({
    topic: deadLetterTopic(settings),
    acks: -1,
    messages: [
      {
        key: message.key,
        value: message.text,
        headers: {
          ...message.headers,
          'bincard-projection': projection,
          'bincard-source': source,
          'bincard-reason': reason,
        },
      },
    ],
  })
  const to = message.offset + 1n
  await transact(async ({ trx }) => {
    await moveInPartition(projection, { partition, from, to })(trx)
    await holdEvent(trx, {
      ...{ projection, reason, attempts, source },
      event: message.event ?? { id: `${partition}-${message.offset}`, type: '', subject: '' },
      payload: message.text,
    })
  })
  letters.inc({ projection })
  return to
}
