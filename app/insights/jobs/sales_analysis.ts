import vine from '@vinejs/vine'
import { readFromReplica } from '#core/replicas'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { defineJob, type JobContext } from '#jobs/job'
import { analyseSales } from '#insights/actions/analyse_sales'
import { exportTransactions } from '#insights/actions/export_transactions'
import { reconcileSales } from '#insights/actions/reconcile_sales'
import { hadoopSettings, hdfs } from '#insights/analysis/hadoop'
import { ANALYSIS_JOB, EXPORT_JOB, RECONCILIATION_JOB } from '#insights/analysis/job_names'

const HOUR_MS = 3_600_000
/** HDFS may be away for a while. */
const PATIENT = { maxAttempts: 6, backoff: { firstMs: 5_000, longestMs: 300_000 } }

function contextOf(context: JobContext) {
  const { runId, attempt, signal, progress, log, breathe } = context
  const name = `run-${runId}-${attempt}`
  return { hdfs, hadoop: hadoopSettings, runId, name, signal, progress, log, breathe }
}

function next(name: string): Promise<unknown> {
  return transact((unit) => enqueueJob(unit, { name, dedupKey: `after export ${name}` }))
}

/** Brings the transactions in HDFS up to date, then lets them be analysed. */
export const exportToHdfs = defineJob({
  name: EXPORT_JOB,
  payload: vine.create({ isExportOnly: vine.boolean().optional() }),
  timeLimitMs: 6 * HOUR_MS,
  ...PATIENT,
  async handle(context) {
    const outcome = await readFromReplica(() => exportTransactions(contextOf(context)))
    if (!context.payload.isExportOnly) await next(ANALYSIS_JOB)
    return outcome
  },
})

/** Adds the exported sales up by item on Hadoop, then has the result compared. */
export const analyseSalesOnHadoop = defineJob({
  name: ANALYSIS_JOB,
  payload: vine.create({}),
  timeLimitMs: 6 * HOUR_MS,
  ...PATIENT,
  async handle(context) {
    const outcome = await analyseSales(contextOf(context))
    await next(RECONCILIATION_JOB)
    return outcome
  },
})

/** Compares the result with the read models and the ledger; fails, and raises an alert, when they differ. */
export const reconcileAnalysis = defineJob({
  name: RECONCILIATION_JOB,
  payload: vine.create({}),
  ...PATIENT,
  timeLimitMs: HOUR_MS,
  async handle(context) {
    return reconcileSales(contextOf(context))
  },
})
