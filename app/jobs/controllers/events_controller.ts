import type { HttpContext } from '@adonisjs/core/http'
import { pageNumber, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { readEventState } from '#events/queries/read_event_state'
import { discardEvent, replayAllEvents, replayEvent } from '#jobs/actions/manage_held_events'
import { projectionLabel } from '#jobs/job_words'
import { listHeldEvents } from '#jobs/queries/list_held_events'

/** Admin: how events reach the read models, and those that did not. */
export default class EventsController {
  async index(ctx: HttpContext) {
    const page = pageNumber(ctx)
    const [{ log: name, ...more }, list] = await Promise.all([
      readEventState(),
      listHeldEvents(page),
    ])
    return ctx.view.render('pages/jobs/events', {
      log: { name, ...more },
      ...list,
      page,
      projectionLabel,
    })
  }

  async replay(ctx: HttpContext) {
    const reason = await replayEvent(toId(ctx.params.id), ctx.actor)
    if (reason === null) say(ctx, t('The event is applied.'))
    else say(ctx, t('It still cannot be applied: {reason}', { reason }), 'info')
    return ctx.response.redirect('/admin/events')
  }

  async replayAll(ctx: HttpContext) {
    const { held, done } = await replayAllEvents(ctx.actor)
    say(ctx, t('{done} of {held} held events are applied now.', { done, held }))
    return ctx.response.redirect('/admin/events')
  }

  async discard(ctx: HttpContext) {
    await discardEvent(toId(ctx.params.id), ctx.actor)
    say(ctx, t('The event is given up.'))
    return ctx.response.redirect('/admin/events')
  }
}
