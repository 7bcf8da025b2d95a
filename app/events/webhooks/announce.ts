import { announce } from '#events/live'

/** Tells open pages about webhooks that something has changed: they look for themselves. */
export function announceWebhooks(): void {
  announce('webhooks', { at: Date.now() })
}
