import '#start/exports'
import { importJobs } from '#start/imports'
import { checkUpload } from '#files/jobs/check_upload'
import { cleanAttachments } from '#files/jobs/clean_attachments'
import { sendWebhook } from '#start/webhooks'
import { cleanExports } from '#files/jobs/clean_exports'
import { cleanStores } from '#files/jobs/clean_stores'
import { exportTable } from '#files/jobs/export_table'
import { makePictureSizes } from '#files/jobs/make_picture_sizes'
import { makeSizes } from '#files/jobs/make_sizes'
import { removeFilesLater } from '#files/jobs/remove_files'
import { registerJob } from '#jobs/registry'
import { registerSchedule } from '#jobs/schedules'
import { cleanUp } from '#jobs/jobs/clean_up'
import { changeItems } from '#catalog/jobs/change_items'
import { cleanPictures } from '#catalog/jobs/clean_pictures'
import { checkLedger } from '#stock/jobs/check_ledger'
import { loadDemo } from '#insights/demo/load_demo'
import { exportBiJob } from '#insights/jobs/export_bi'
import { isOnHadoop } from '#insights/analysis/hadoop'
import { checkProjections } from '#insights/jobs/check_projections'
import { rebuildProjection } from '#insights/jobs/rebuild_projection'
import {
  analyseSalesOnHadoop,
  exportToHdfs,
  reconcileAnalysis,
} from '#insights/jobs/sales_analysis'

// The list of the background jobs, and of what runs by itself.
const jobs = [
  cleanUp,
  checkLedger,
  checkProjections,
  rebuildProjection,
  loadDemo,
  changeItems,
  exportTable,
  cleanExports,
  cleanPictures,
  cleanStores,
  removeFilesLater,
  exportBiJob,
  checkUpload,
  makeSizes,
  makePictureSizes,
  cleanAttachments,
  sendWebhook,
]
for (const job of [...jobs, ...importJobs]) registerJob(job)

registerSchedule({ job: cleanUp.name, cron: '40 * * * *' })
registerSchedule({ job: cleanExports.name, cron: '40 * * * *' })
registerSchedule({ job: 'import.clean_up', cron: '40 3 * * *' })
registerSchedule({ job: cleanStores.name, cron: '55 3 * * *' })
registerSchedule({ job: cleanPictures.name, cron: '50 3 * * *' })
registerSchedule({ job: cleanAttachments.name, cron: '25 * * * *' })
registerSchedule({ job: checkLedger.name, cron: '10 3 * * *' })
registerSchedule({ job: checkProjections.name, cron: '20 3 * * *' })
registerSchedule({ job: exportBiJob.name, cron: '0 4 * * *' })

// The export lets the analysis follow, and that the reconciliation.
if (isOnHadoop) {
  for (const job of [exportToHdfs, analyseSalesOnHadoop, reconcileAnalysis]) registerJob(job)
  registerSchedule({ job: exportToHdfs.name, cron: '30 1 * * *' })
}
