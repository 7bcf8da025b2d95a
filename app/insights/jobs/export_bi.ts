import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import vine from '@vinejs/vine'
import { dataDirectory } from '#config/database'
import { readOneMoment } from '#core/replicas'
import { defineJob } from '#jobs/job'
import { exportBi } from '#insights/actions/export_bi'
import { biStore } from '#insights/bi/store'

const HOUR_MS = 3_600_000

export const BI_JOB = 'export_bi'
const STAGES = join(dataDirectory, 'bi-export')

/** Writes the star schema for BI tools into the store of exports. */
export const exportBiJob = defineJob({
  name: BI_JOB,
  payload: vine.create({}),
  timeLimitMs: 6 * HOUR_MS,
  async handle({ runId, attempt, progress, log, breathe }) {
    const stage = join(STAGES, `${runId}-${attempt}`)
    return readOneMoment(async () => {
      // There is one run at a time: what lies here is of one that was killed, or of a replica that went away.
      await rm(STAGES, { recursive: true, force: true })
      return exportBi({ store: biStore(), stage, progress, log, breathe })
    })
  },
})
