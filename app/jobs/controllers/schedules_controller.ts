import type { HttpContext } from '@adonisjs/core/http'
import { isTicked, textField } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { toDatabaseTime } from '#core/time'
import { editSchedule } from '#jobs/actions/manage_runs'
import { checkCron, nextOccurrences } from '#jobs/cron'
import { jobLabel } from '#jobs/job_words'
import { lastRuns } from '#jobs/queries/read_runs'
import { currentSchedules } from '#jobs/schedules'

const SHOWN_TIMES = 5

/** Admin: what runs by itself, and when. */
export default class SchedulesController {
  async index({ view }: HttpContext) {
    const [schedules, last] = await Promise.all([currentSchedules(), lastRuns()])
    return view.render('pages/jobs/schedules', {
      jobLabel,
      schedules: schedules.map((schedule) => ({
        ...schedule,
        // As an id of the page, without the dots that names have.
        key: schedule.job.replaceAll('.', '-'),
        lastAt: last.get(schedule.job) ?? null,
        next: nextTimes(schedule.cron),
      })),
    })
  }

  async update(ctx: HttpContext) {
    const job = String(ctx.params.job)
    await editSchedule(job, { cron: textField(ctx, 'cron') }, ctx.actor)
    say(ctx, t('The schedule is changed.'))
    return ctx.response.redirect('/admin/jobs/schedules')
  }

  async toggle(ctx: HttpContext) {
    await editSchedule(String(ctx.params.job), { isEnabled: isTicked(ctx, 'enabled') }, ctx.actor)
    return ctx.response.redirect('/admin/jobs/schedules')
  }

  /** The next times of an expression while it is typed. */
  async preview(ctx: HttpContext) {
    const cron = checkCron(textField(ctx, 'cron'))
    return ctx.view.render('pages/jobs/next_times', { next: nextTimes(cron) })
  }
}

function nextTimes(cron: string): string[] {
  return nextOccurrences(cron, new Date(), SHOWN_TIMES).map(toDatabaseTime)
}
