/*
 * Follows Bincard's topic and prints how much of each item there is.
 *
 *   KAFKA_BROKERS=localhost:9092 node consumer.ts      (Node 24; npm install kafkajs)
 */
import { Kafka, logLevel } from 'kafkajs'

interface Posting {
  part: number
  kind: string
  movements: { quantity: string }[]
}

interface Event {
  id: string
  type: string
  subject: string
  data: { posting?: Posting; postings?: Posting[] }
}

const topic = `${process.env.KAFKA_PREFIX ?? 'bincard'}.events`
const groupId = process.env.GROUP ?? 'stock-example'

// In a real consumer two tables, written in one transaction: what comes twice then counts once.
const known = new Set<string>()
const stock = new Map<number, bigint>()

/** "-1.5" as a whole number of hundred-thousandths: no digit goes through a float. */
function toScaled(decimal: string): bigint {
  const [whole, fraction = ''] = decimal.replace('-', '').split('.')
  const scaled = BigInt(whole + fraction.padEnd(5, '0').slice(0, 5))
  return decimal.startsWith('-') ? -scaled : scaled
}

function apply(event: Event): void {
  if (known.has(event.id)) return
  known.add(event.id)
  const postings = event.data.postings ?? (event.data.posting ? [event.data.posting] : [])
  for (const { part, kind, movements } of postings) {
    let quantity = stock.get(part) ?? 0n
    for (const movement of movements) quantity += toScaled(movement.quantity)
    stock.set(part, quantity)
    process.stdout.write(`${kind} of item ${part}: now ${Number(quantity) / 100_000}\n`)
  }
}

const kafka = new Kafka({
  clientId: 'stock-example',
  brokers: (process.env.KAFKA_BROKERS ?? 'localhost:9092').split(','),
  logLevel: logLevel.ERROR,
})
const consumer = kafka.consumer({ groupId })
await consumer.connect()
await consumer.subscribe({ topic, fromBeginning: true })
await consumer.run({
  // The position is kept after the message was applied, so that none is lost.
  async eachMessage({ message }) {
    apply(JSON.parse(message.value?.toString() ?? ''))
  },
})
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void consumer.disconnect().then(() => process.exit(0)))
}
