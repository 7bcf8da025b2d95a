import vine from '@vinejs/vine'
import { defineJob } from '#jobs/job'
import { verifyLedger } from '#stock/queries/verify_ledger'

/** Proves the laws of the ledger; fails, with the rows that break them in its log, when it is not sound. */
export const checkLedger = defineJob({
  name: 'check_ledger',
  payload: vine.create({}),
  maxAttempts: 1,
  async handle(context) {
    const { isSound, laws, totals } = await verifyLedger()
    const broken = laws.filter(({ drifts }) => drifts.length > 0)
    for (const { law, drifts } of broken) context.log(`${law}: ${JSON.stringify(drifts)}`)
    if (!isSound) throw new Error(`${broken.length} laws of the ledger are broken`)
    return totals
  },
})
