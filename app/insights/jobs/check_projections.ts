import vine from '@vinejs/vine'
import { allProjections } from '#events/projection'
import { defineJob } from '#jobs/job'

const MOST_LOGGED = 50

/** Compares every read model with the ledger; fails, with each difference in its log, when they differ. */
export const checkProjections = defineJob({
  name: 'check_projections',
  payload: vine.create({}),
  maxAttempts: 1,
  async handle(context) {
    let drifts = 0
    for (const projection of allProjections()) {
      for await (const drift of projection.verify((step, percent) =>
        context.progress(percent, step)
      )) {
        drifts++
        if (drifts <= MOST_LOGGED) context.log(JSON.stringify(drift))
        await context.breathe()
      }
    }
    if (drifts > 0)
      throw new Error(`${drifts} figures differ from the ledger: run projections:rebuild`)
    return { drifts }
  },
})
