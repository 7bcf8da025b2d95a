import '#start/exports'
import { cleanExports } from '#files/jobs/clean_exports'
import { exportTable } from '#files/jobs/export_table'
import { registerJob } from '#jobs/registry'
import { registerSchedule } from '#jobs/schedules'
import { cleanUp } from '#jobs/jobs/clean_up'
import { checkLedger } from '#stock/jobs/check_ledger'
import { loadDemo } from '#insights/demo/load_demo'
import { checkProjections } from '#insights/jobs/check_projections'
import { rebuildProjection } from '#insights/jobs/rebuild_projection'

// The list of the background jobs, and of what runs by itself.
const jobs = [
  cleanUp,
  checkLedger,
  checkProjections,
  rebuildProjection,
  loadDemo,
  exportTable,
  cleanExports,
]
for (const job of jobs) registerJob(job)

registerSchedule({ job: cleanUp.name, rhythm: { everyMinutes: 60 } })
registerSchedule({ job: cleanExports.name, rhythm: { everyMinutes: 60 } })
registerSchedule({ job: checkLedger.name, rhythm: { dailyAt: '03:10' } })
registerSchedule({ job: checkProjections.name, rhythm: { dailyAt: '03:20' } })
