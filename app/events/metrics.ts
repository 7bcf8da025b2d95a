import transmit from '@adonisjs/transmit/services/main'
import db from '@adonisjs/lucid/services/db'
import { registerStateMetrics, type Figure } from '#core/metrics/registry'
import { selectRows } from '#core/sql'
import { fromDatabaseTime } from '#core/time'
import { readEventState, type EventState } from '#events/queries/read_event_state'

const PROJECTION = ['projection']

const EVENT_GAUGES = {
  bincard_outbox_backlog_events: {
    help: 'Events that wait: to be published on Kafka, or else for the read model furthest behind',
  },
  bincard_outbox_backlog_oldest_seconds: {
    help: 'How long the oldest of them has waited; 0 when none does',
  },
  bincard_relay_up: {
    help: '1 while a worker holds the lease of the relay to Kafka; none without Kafka',
  },
  bincard_relay_failing_seconds: {
    help: 'Since when the relay has not reached the brokers; 0 when it does; none without Kafka',
  },
  bincard_projection_pending_events: {
    help: 'Events recorded and not applied to the read model',
    labels: PROJECTION,
  },
  bincard_projection_oldest_pending_seconds: {
    help: 'How long the oldest of them has waited; 0 when none does',
    labels: PROJECTION,
  },
  bincard_projection_lag_messages: {
    help: 'Messages of the topic that the read model has not read; none without Kafka, or while no relay says',
    labels: PROJECTION,
  },
  bincard_projection_held_events: {
    help: 'Events that the read model could not take: dead letters, until they are applied or given up',
    labels: PROJECTION,
  },
}

const WEBHOOK_GAUGES = {
  bincard_webhook_backlog_deliveries: {
    help: 'Deliveries that wait to be sent, or sent again',
  },
  bincard_webhook_backlog_oldest_seconds: {
    help: 'How long the oldest of them has waited; 0 when none does',
  },
  bincard_webhook_failed_deliveries: {
    help: 'Deliveries of the last 30 days that were given up',
  },
  bincard_webhooks_switched_off: {
    help: 'Webhooks that were switched off since they kept failing',
  },
}

/** How the events fare, from the outbox to the last webhook. */
export function registerEventMetrics(): void {
  registerStateMetrics('events', {
    gauges: EVENT_GAUGES,
    read: async () => figuresOf(await readEventState()),
  })
  registerStateMetrics('webhooks', { gauges: WEBHOOK_GAUGES, read: readWebhookFigures })
  registerStateMetrics('live', {
    gauges: { bincard_live_streams: { help: 'Live streams that are open on this process' } },
    read: async () => ({
      bincard_live_streams: [{ value: transmit.getManager().getAllSubscribers().size }],
    }),
  })
}

function figuresOf({ log, backlog, relay, projections }: EventState) {
  const behind = projections.toSorted((one, other) => other.pending - one.pending).at(0)
  const waiting = backlog ?? { count: behind?.pending ?? 0, oldest: behind?.oldestPending ?? null }
  const ofEach = (read: (state: EventState['projections'][number]) => number | null) =>
    projections.map((state): Figure => {
      return { labels: { projection: state.projection }, value: read(state) }
    })
  const ofRelay = (value: number) => (log === 'kafka' ? [{ value }] : [])
  return {
    bincard_outbox_backlog_events: [{ value: waiting.count }],
    bincard_outbox_backlog_oldest_seconds: [{ value: ageOf(waiting.oldest) }],
    bincard_relay_up: ofRelay(Number(relay.isAlive)),
    bincard_relay_failing_seconds: ofRelay(ageOf(relay.failingSince)),
    bincard_projection_pending_events: ofEach(({ pending }) => pending),
    bincard_projection_oldest_pending_seconds: ofEach(({ oldestPending }) => ageOf(oldestPending)),
    bincard_projection_lag_messages: ofEach(({ lag }) => lag),
    bincard_projection_held_events: ofEach(({ held }) => held),
  }
}

interface WebhookState {
  state: string
  deliveries: number
  oldest: string
}

/** By the index (webhook, state): what was delivered, by far the most, is not looked at. */
async function readWebhookFigures() {
  const client = db.connection()
  const [states, [off]] = await Promise.all([
    selectRows<WebhookState>(
      client,
      `SELECT d.state, COUNT(*) AS deliveries, MIN(d.created_at) AS oldest
         FROM webhooks w
         JOIN webhook_deliveries d ON d.webhook_id = w.id AND d.state IN ('waiting', 'failed')
        GROUP BY d.state`
    ),
    selectRows<{ webhooks: number }>(
      client,
      'SELECT COUNT(*) AS webhooks FROM webhooks WHERE disabled_at IS NOT NULL'
    ),
  ])
  const of = (state: string) => states.find((row) => row.state === state)
  return {
    bincard_webhook_backlog_deliveries: [{ value: Number(of('waiting')?.deliveries ?? 0) }],
    bincard_webhook_backlog_oldest_seconds: [{ value: ageOf(of('waiting')?.oldest ?? null) }],
    bincard_webhook_failed_deliveries: [{ value: Number(of('failed')?.deliveries ?? 0) }],
    bincard_webhooks_switched_off: [{ value: Number(off.webhooks) }],
  }
}

function ageOf(moment: string | null): number {
  return moment === null
    ? 0
    : Math.max(0, (Date.now() - fromDatabaseTime(moment).toMillis()) / 1000)
}
