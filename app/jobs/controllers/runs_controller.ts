import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { idsField, isTicked, textField, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { retryRun, runNow, stopRun } from '#jobs/actions/manage_runs'
import { readRunFilter } from '#jobs/controllers/console_controller'
import { jobLabel, runMark } from '#jobs/job_words'
import { parsePayload, payloadFields, readPayload } from '#jobs/payload_form'
import { listRunIds, readListedRun } from '#jobs/queries/list_runs'
import { isScheduled } from '#jobs/queries/read_runs'
import { findJob } from '#jobs/registry'

const LARGEST_BULK = 1_000

/** Admin: single runs of background jobs. */
export default class RunsController {
  async show(ctx: HttpContext) {
    const run = await readListedRun(toId(ctx.params.id))
    if (!run) throw new NotFound('Run')
    return ctx.view.render('pages/jobs/run', {
      run,
      jobLabel,
      runMark,
      isScheduled: isScheduled(run),
      isOpen: ['waiting', 'running', 'failed'].includes(run.state),
      payload: JSON.stringify(JSON.parse(run.payload), null, 2),
      result: run.result ? JSON.stringify(JSON.parse(run.result), null, 2) : '',
    })
  }

  async create(ctx: HttpContext) {
    const job = findJob(String(ctx.params.name))
    if (!job) throw new NotFound('Job')
    return ctx.view.render('pages/jobs/new', { job, fields: payloadFields(job), jobLabel })
  }

  async store(ctx: HttpContext) {
    const job = findJob(textField(ctx, 'name'))
    if (!job) throw new NotFound('Job')
    const payload = readPayload(job, (name) => textField(ctx, name))
    const id = await runNow({ name: job.name, payload }, ctx.actor)
    return ctx.response.redirect(`/admin/jobs/runs/${id}`)
  }

  /** Again with the same payload, or with the one that was typed. */
  async retry(ctx: HttpContext) {
    const typed = textField(ctx, 'payload')
    const payload = typed ? parsePayload(typed) : undefined
    const id = await retryRun(toId(ctx.params.id), ctx.actor, payload)
    say(ctx, t('The job begins as soon as a worker has room.'))
    return ctx.response.redirect(`/admin/jobs/runs/${id}`)
  }

  async cancel(ctx: HttpContext) {
    const isCancelled = await stopRun(toId(ctx.params.id), ctx.actor)
    if (isCancelled) say(ctx, t('The job is cancelled.'))
    else say(ctx, t('The job was over already.'), 'info')
    return ctx.response.redirect().back()
  }

  /** Retries or cancels the chosen runs, or all that match the list's filter. */
  async bulk(ctx: HttpContext) {
    const ids = isTicked(ctx, 'all')
      ? await listRunIds(readRunFilter(ctx), LARGEST_BULK)
      : idsField(ctx, 'ids')
    const isRetry = textField(ctx, 'act') === 'retry'
    let done = 0
    for (const id of ids) if (await this.#act(id, isRetry, ctx)) done++
    const values = { done, chosen: ids.length }
    say(
      ctx,
      isRetry
        ? t('{done} of {chosen} chosen runs begin again.', values)
        : t('{done} of {chosen} chosen runs are cancelled.', values)
    )
    return ctx.response.redirect().back()
  }

  async #act(id: number, isRetry: boolean, { actor }: HttpContext): Promise<boolean> {
    if (!isRetry) return stopRun(id, actor)
    return retryRun(id, actor).then(
      () => true,
      () => false
    )
  }
}
