import type { HttpContext } from '@adonisjs/core/http'
import { NotFound } from '#core/exceptions'
import { pageNumber, toId } from '#core/http/form_fields'
import { say } from '#core/http/forms'
import { t } from '#core/i18n'
import { readEventState } from '#events/queries/read_event_state'
import { discardEvent, replayEvent } from '#jobs/actions/manage_held_events'
import { projectionLabel } from '#jobs/job_words'
import { listHeldEvents, listHeldIds } from '#jobs/queries/list_held_events'

const LARGEST_BULK = 500

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
    const ids = await listHeldIds(LARGEST_BULK)
    let done = 0
    for (const id of ids) if (await this.#isApplied(id, ctx)) done++
    say(ctx, t('{done} of {held} held events are applied now.', { done, held: ids.length }))
    return ctx.response.redirect('/admin/events')
  }

  async discard(ctx: HttpContext) {
    await discardEvent(toId(ctx.params.id), ctx.actor)
    say(ctx, t('The event is given up.'))
    return ctx.response.redirect('/admin/events')
  }

  /** One that was released by somebody else meanwhile is no fault. */
  async #isApplied(id: number, { actor }: HttpContext): Promise<boolean> {
    try {
      return (await replayEvent(id, actor)) === null
    } catch (error) {
      if (error instanceof NotFound) return false
      throw error
    }
  }
}
