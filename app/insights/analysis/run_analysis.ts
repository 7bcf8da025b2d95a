import type { Actor } from '#core/access'
import { transact } from '#core/unit_of_work'
import { enqueueJob } from '#jobs/actions/enqueue_job'
import { findLastRun, findOpenRun, type JobRun } from '#jobs/queries/read_runs'
import { ANALYSIS_JOB, EXPORT_JOB, RECONCILIATION_JOB } from '#insights/analysis/job_names'

const STEPS = [EXPORT_JOB, ANALYSIS_JOB, RECONCILIATION_JOB] as const

export interface AnalysisProgress {
  run: JobRun
  /** 1, 2 or 3. */
  step: number
  steps: number
}

/** Lets everything be done anew: export, analysis, comparison. While one waits or runs there is no second one. */
export function runAnalysis(actor: Actor): Promise<number> {
  return transact((unit) =>
    enqueueJob(unit, { name: EXPORT_JOB, dedupKey: 'sales analysis', userId: actor.id })
  )
}

/** The step that is under way; null while none is. */
export async function findAnalysisRun(): Promise<AnalysisProgress | null> {
  for (const [index, name] of STEPS.entries()) {
    const run = await findOpenRun(name)
    if (run) return { run, step: index + 1, steps: STEPS.length }
  }
  return null
}

/** The step that was given up last, when nothing has gone well since. */
export async function findFailedRun(): Promise<JobRun | null> {
  for (const name of STEPS) {
    const run = await findLastRun(name)
    if (run?.state === 'dead') return run
  }
  return null
}
