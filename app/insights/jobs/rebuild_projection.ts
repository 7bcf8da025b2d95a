import vine from '@vinejs/vine'
import { findProjection } from '#events/projection'
import { defineJob } from '#jobs/job'

/** Computes a read model anew, where a server has the database to itself. */
export const rebuildProjection = defineJob({
  name: 'rebuild_projection',
  payload: vine.create({ projection: vine.string() }),
  async handle({ payload, progress, signal }) {
    const projection = findProjection(payload.projection)
    if (!projection) throw new Error(`There is no projection "${payload.projection}"`)
    await projection.rebuild((step, percent) => {
      signal.throwIfAborted()
      progress(percent, step)
    })
  },
})
