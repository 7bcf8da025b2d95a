import db from '@adonisjs/lucid/services/db'
import env from '#start/env'
import { createWebhook, type WebhookValues } from '#events/actions/save_webhook'
import { drainProjections } from '#events/embedded_event_log'
import { SYSTEM } from '#accounts/audit'
import { JobRunner } from '#jobs/runner'
import { Receiver } from '#tests/helpers/receiver'

/** Lets webhooks reach this machine until the answer is called. */
export function allowPrivate(): () => void {
  env.webhookAllowPrivate = true
  return () => {
    env.webhookAllowPrivate = false
  }
}

/** No event, no job and no webhook of another test is left. */
export async function beginAnew(): Promise<void> {
  await drainProjections()
  await db.from('webhooks').delete()
  await db.from('job_runs').delete()
}

export async function startReceiver(cleanup: (callback: () => void) => void): Promise<Receiver> {
  const receiver = await new Receiver().start()
  cleanup(() => receiver.stop())
  return receiver
}

export function makeWebhook(values: Pick<WebhookValues, 'url'> & Partial<WebhookValues>) {
  return createWebhook({ description: '', eventTypes: [], isActive: true, ...values }, SYSTEM)
}

const MOST_ROUNDS = 200

/** Carries out every delivery that is due by then. */
export async function runDeliveries(moment = new Date()): Promise<void> {
  const runner = new JobRunner()
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const before = await countTries()
    await runner.lookOnce(moment)
    await runner.idle()
    if ((await countTries()) === before) return
  }
}

async function countTries(): Promise<number> {
  const row = await db.from('job_runs').sum('attempts as tries').first()
  return Number(row?.tries ?? 0)
}

/** After every pause between two tries. */
export function later(): Date {
  return new Date(Date.now() + 24 * 3_600_000)
}
