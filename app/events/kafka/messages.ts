import type { IHeaders, KafkaMessage, Message } from 'kafkajs'
import type { CloudEvent } from '#events/outbox'

const CONTENT_TYPE = 'application/cloudevents+json; charset=UTF-8'

export interface OutboxRow {
  id: number
  event_id: string
  type: string
  subject: string
  /** CloudEvents 1.0 JSON. */
  payload: string
  created_at: string
}

/**
 * An event as a message: the whole event is the value, and what it is about also stands in headers, so
 * that a consumer can pick what it wants unread. Events of one subject go to one partition, in order.
 */
export function toMessage(row: OutboxRow): Message {
  return {
    key: row.subject,
    value: row.payload,
    headers: {
      'content-type': CONTENT_TYPE,
      'ce_specversion': '1.0',
      'ce_id': row.event_id,
      'ce_source': '/bincard',
      'ce_type': row.type,
      'ce_subject': row.subject,
    },
  }
}

/** What a consumer has read: the event, or why it is none. */
export interface ReadMessage {
  offset: bigint
  bytes: number
  event: CloudEvent | null
  text: string
  headers: IHeaders
  key: Buffer | null
}

export function readMessage(message: KafkaMessage): ReadMessage {
  const text = message.value?.toString('utf8') ?? ''
  return {
    offset: BigInt(message.offset),
    bytes: message.value?.length ?? 0,
    event: parseEvent(text),
    text,
    headers: message.headers ?? {},
    key: message.key,
  }
}

function parseEvent(text: string): CloudEvent | null {
  try {
    const event = JSON.parse(text)
    const isEvent = typeof event?.id === 'string' && typeof event.type === 'string'
    return isEvent ? event : null
  } catch {
    return null
  }
}

/** The longest beginnings within the budget, each of at least one message. */
export function inBudget(messages: readonly ReadMessage[], budgetBytes: number): ReadMessage[][] {
  const pieces: ReadMessage[][] = []
  let bytes = 0
  for (const message of messages) {
    const piece = pieces.at(-1)
    bytes += message.bytes
    if (piece && bytes <= budgetBytes) piece.push(message)
    else {
      pieces.push([message])
      bytes = message.bytes
    }
  }
  return pieces
}
