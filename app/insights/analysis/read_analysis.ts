import db from '@adonisjs/lucid/services/db'
import { toDatabaseTime } from '#core/time'
import { findOpenRun } from '#jobs/queries/read_runs'
import { keepResult } from '#insights/actions/keep_result'
import { hdfs, isOnHadoop } from '#insights/analysis/hadoop'
import { ANALYSIS_JOB } from '#insights/analysis/job_names'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import { LAYOUT } from '#insights/hdfs/layout'

/** The last result that was read from HDFS. */
export interface AnalysisResult {
  id: number
  madeAt: string
  runId: number | null
  inputRows: number | null
  durationMs: number | null
  applicationId: string | null
  trackingUrl: string | null
}

export interface Analysis {
  isOnHadoop: boolean
  /** Null on SQL, which always answers anew, and as long as there is none. */
  result: AnalysisResult | null
  /** Why HDFS could not be asked whether there is a newer one. */
  fault: HdfsFault | null
}

const PATIENCE_MS = 2_500
/** Several cards and people look at once. */
const TRUSTED_MS = 3_000

let asked: { until: number; fault: Promise<HdfsFault | null> } | undefined

/** What there is to show of the sales analysis: what HDFS has now, or the last that it had. */
export async function readAnalysis(): Promise<Analysis> {
  if (!isOnHadoop) return { isOnHadoop, result: null, fault: null }
  if (!asked || Date.now() > asked.until) {
    asked = { until: Date.now() + TRUSTED_MS, fault: readNewer() }
  }
  const fault = await asked.fault
  return { isOnHadoop, result: await findResult(), fault }
}

/** Reads the result in HDFS when it is another than the one that is known. */
async function readNewer(): Promise<HdfsFault | null> {
  try {
    const near = hdfs.impatient(PATIENCE_MS)
    const file = await near.find(LAYOUT.result)
    if (file) {
      const made = toDatabaseTime(new Date(file.modifiedAt))
      const known = await db
        .from('analysis_results')
        .where({ file_id: file.id, bytes: file.length })
        .whereNotNull('read_at')
        .where('made_at', made)
        .first()
      // A run under way keeps what it makes, and knows how that was made.
      const run = await findOpenRun(ANALYSIS_JOB)
      if (!known && run?.state !== 'running') await keepResult(near, null)
    }
    return null
  } catch (error) {
    if (error instanceof HdfsFault) return error
    throw error
  }
}

async function findResult(): Promise<AnalysisResult | null> {
  const row = await db
    .from('analysis_results')
    .whereNotNull('read_at')
    .orderBy('id', 'desc')
    .first()
  if (!row) return null
  const numberOf = (value: unknown) => (value === null ? null : Number(value))
  return {
    id: Number(row.id),
    madeAt: row.made_at,
    runId: numberOf(row.run_id),
    inputRows: numberOf(row.input_rows),
    durationMs: numberOf(row.duration_ms),
    applicationId: row.application_id,
    trackingUrl: row.tracking_url,
  }
}
