import { defineEndpoint, idOf } from '#core/http/endpoint'
import { sendJson } from '#core/http/json'
import { defineResourceEndpoints } from '#core/resource/define_endpoints'
import {
  discardEvent,
  LARGEST_BULK,
  replayAllEvents,
  replayEvent,
} from '#jobs/actions/manage_held_events'
import { heldEventResource } from '#jobs/resources/held_event'

const { path, label: tag } = heldEventResource
const change = { tag, needs: ['admin', 'change'] } as const

// Before the events' own: "replay" is no id of one.
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${path}replay/`,
    summary: `Try all held events again, the oldest ${LARGEST_BULK} at once`,
    isKeyless: true,
    answer: {
      status: 200,
      schema: {
        type: 'object',
        properties: {
          tried: { type: 'integer' },
          applied: { type: 'integer', description: 'The others are still held' },
        },
      },
    },
  },
  async (ctx) => {
    const { held, done } = await replayAllEvents(ctx.actor)
    sendJson(ctx, 200, { tried: held, applied: done })
  }
)

// What is given up goes through the same action as on the console, with its entry in the audit log.
defineResourceEndpoints(heldEventResource, { remove: discardEvent })
defineEndpoint(
  {
    ...change,
    method: 'POST',
    path: `${path}:id/replay/`,
    summary: 'Try a held event again',
    isKeyless: true,
    answer: {
      status: 200,
      schema: {
        type: 'object',
        properties: {
          applied: { type: 'boolean' },
          reason: { type: ['string', 'null'], description: 'Why it is still held' },
        },
      },
    },
  },
  async (ctx) => {
    const reason = await replayEvent(idOf(ctx), ctx.actor)
    sendJson(ctx, 200, { applied: reason === null, reason })
  }
)
