import type { HttpContext } from '@adonisjs/core/http'
import { DateTime } from 'luxon'
import { pageNumber, textField } from '#core/http/form_fields'
import { companyTimeZone, parseDay, parseUpTo, toDatabaseTime } from '#core/time'
import { jobLabel, runMark, stateMark } from '#jobs/job_words'
import { listRuns, RUN_STATES, summarizeQueues, type RunFilter } from '#jobs/queries/list_runs'
import { listWorkers } from '#jobs/workers'

/** Admin: the background jobs, their queues, runs and workers. */
export default class ConsoleController {
  async index(ctx: HttpContext) {
    const filter = readRunFilter(ctx)
    const page = pageNumber(ctx)
    const [queues, workers, list] = await Promise.all([
      summarizeQueues(),
      listWorkers(),
      listRuns(filter, page),
    ])
    return ctx.view.render('pages/jobs/index', {
      ...list,
      page,
      queues,
      givenUp: queues.reduce((sum, { counts }) => sum + counts.dead, 0),
      workers,
      states: RUN_STATES,
      jobLabel,
      stateMark,
      runMark,
      filter: {
        name: filter.name ?? '',
        state: filter.state ?? '',
        from: textField(ctx, 'from'),
        to: textField(ctx, 'to'),
      },
      isNarrowed: Object.values(filter).some(Boolean),
    })
  }
}

/** What a list of runs is narrowed to, from the address; what cannot be used is as if it was not there. */
export function readRunFilter(ctx: HttpContext): RunFilter {
  const state = textField(ctx, 'state')
  return {
    name: textField(ctx, 'name') || undefined,
    state: RUN_STATES.find((known) => known === state),
    from: startOfDay(textField(ctx, 'from')),
    to: parseUpTo(textField(ctx, 'to')) ?? undefined,
  }
}

function startOfDay(text: string): string | undefined {
  const day = parseDay(text)
  return day ? toDatabaseTime(DateTime.fromISO(day, { zone: companyTimeZone() })) : undefined
}
