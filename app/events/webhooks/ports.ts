import type { Actor } from '#core/access'
import type { UnitOfWork } from '#core/unit_of_work'

/** A change of a webhook, for the audit log. */
export interface WebhookChange {
  action: string
  modelId: number
  changes?: object
}

/** What webhooks ask of modules to the right of events; given in start/webhooks.ts. */
export interface WebhookPorts {
  /** Sends a delivery in the background; gives the id of the job's run. */
  enqueue(unit: UnitOfWork, deliveryId: number): Promise<number>
  /** Without an actor it is the system that acts. */
  audit(unit: UnitOfWork, actor: Actor | null, change: WebhookChange): Promise<void>
}

let given: WebhookPorts | undefined

export function provideWebhookPorts(ports: WebhookPorts): void {
  given = ports
}

export function webhookPorts(): WebhookPorts {
  if (!given) throw new Error('The ports of the webhooks are not provided')
  return given
}
