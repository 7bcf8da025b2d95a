import type { Actor } from '#core/access'
import { Conflict, InvalidInput, NotFound } from '#core/exceptions'
import { t } from '#core/i18n'
import { transact, type UnitOfWork } from '#core/unit_of_work'
import { audit } from '#accounts/audit'
import { cancelRun } from '#jobs/actions/cancel_run'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { hurryRun } from '#jobs/actions/hurry_run'
import { tellConsole } from '#jobs/live'
import { isScheduled, readRun } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'
import { changeSchedule, currentSchedules } from '#jobs/schedules'
import { checkCron } from '#jobs/cron'

/** Runs a job now. Gives the run's id. Throws NotFound, and InvalidInput for a payload it does not take. */
export function runNow(
  { name, payload }: { name: string; payload: object },
  actor: Actor,
  outer?: UnitOfWork
): Promise<number> {
  if (!findJob(name)) throw new NotFound('Job')
  return transact(async (unit) => {
    const id = await enqueueJob(unit, { name, payload, userId: actor.id }).catch(refusePayload)
    await audit(unit, actor, { action: 'run', model: 'job', modelId: id, changes: { name } })
    return id
  }, outer)
}

/** Does an ended run again, as a new run, with its payload or another. Gives the new run's id. */
export async function retryRun(id: number, actor: Actor, payload?: object): Promise<number> {
  const run = await readRun(id)
  if (!run) throw new NotFound('Run')
  if (run.state === 'failed' || isScheduled(run)) {
    await transact((unit) => hurryRun(unit, id))
    return id
  }
  if (run.state === 'waiting' || run.state === 'running') {
    throw new Conflict(t('This run is not over: it cannot be done again yet.'))
  }
  return runNow({ name: run.name, payload: payload ?? JSON.parse(run.payload) }, actor)
}

/** Ends a run that is not over. False when it is over already. */
export async function stopRun(id: number, actor: Actor): Promise<boolean> {
  const isCancelled = await cancelRun(id)
  if (!isCancelled) return false
  await transact((unit) => audit(unit, actor, { action: 'cancel', model: 'job', modelId: id }))
  tellConsole()
  return true
}

/** A paused job's runs wait; those under way go on. */
export async function setPaused(name: string, isPaused: boolean, actor: Actor): Promise<void> {
  if (!findJob(name)) throw new NotFound('Job')
  await transact(async (unit) => {
    const row = { is_paused: Number(isPaused) }
    await unit.trx
      .knexQuery()
      .table('job_queues')
      .insert({ name, ...row })
      .onConflict('name')
      .merge(row)
    const action = isPaused ? 'pause' : 'resume'
    await audit(unit, actor, { action, model: 'job', modelId: null, changes: { name } })
  })
  tellConsole()
}

/** Changes when a job runs by itself. Throws NotFound, and InvalidInput for what is no cron expression. */
export async function editSchedule(
  job: string,
  change: { cron?: string; isEnabled?: boolean },
  actor: Actor
): Promise<void> {
  const known = await currentSchedules()
  if (!known.some((schedule) => schedule.job === job)) throw new NotFound('Schedule')
  const cron = change.cron === undefined ? undefined : checkCron(change.cron)
  await changeSchedule(job, { ...change, cron })
  await transact((unit) =>
    audit(unit, actor, {
      action: 'change',
      model: 'schedule',
      modelId: null,
      changes: { job, ...change },
    })
  )
  tellConsole()
}

/** Vine's messages, by the names of the form's fields. */
function refusePayload(error: unknown): never {
  const { messages } = error as { messages?: { field: string; message: string }[] }
  if (!Array.isArray(messages)) throw error
  throw new InvalidInput(
    Object.fromEntries(messages.map(({ field, message }) => [`payload.${field}`, [message]]))
  )
}
