import vine from '@vinejs/vine'
import { can } from '#core/access'
import { Forbidden } from '#core/exceptions'
import { loadActor } from '#accounts/queries/load_actor'
import { defineJob } from '#jobs/job'
import { BULK_JOB, carryOutBulkChange } from '#catalog/actions/bulk_changes'

/** Changes many items as one user asked for; rows that are done are not done again. */
export const changeItems = defineJob({
  name: BULK_JOB,
  payload: vine.create({ id: vine.number(), userId: vine.number() }),
  isRunByHand: false,
  timeLimitMs: 3_600_000,
  async handle({ payload, progress, breathe }) {
    const actor = await loadActor(payload.userId)
    if (!actor || !actor.isActive || !can(actor, 'part', 'change'))
      throw new Forbidden('part', 'change')
    await carryOutBulkChange(payload.id, actor, async (done, total) => {
      progress((done / Math.max(total, 1)) * 100)
      await breathe()
    })
  },
})
