import { can, type Actor } from '#core/access'
import { t } from '#core/i18n'
import { formatCount, formatDuration, formatMoment } from '#core/local_format'
import { fromDatabaseTime } from '#core/time'
import { jobLabel, stateMark } from '#jobs/job_words'
import type { Analysis, AnalysisResult } from '#insights/analysis/read_analysis'
import type { AnalysisProgress } from '#insights/analysis/run_analysis'
import { hdfsFaultText } from '#insights/hdfs/hdfs_fault'

/** Where a result comes from, in words. */
export function originTexts({ isOnHadoop, result }: Analysis): string[] {
  if (!isOnHadoop) return [t('Computed by the database just now.')]
  if (!result) return []
  return [
    t('Made {moment} by MapReduce on Hadoop ({age} ago).', {
      moment: formatMoment(result.madeAt),
      age: ageOf(result),
    }),
    ...effortText(result),
  ]
}

function effortText({ inputRows, durationMs }: AnalysisResult): string[] {
  if (inputRows === null || durationMs === null) return []
  return [
    t('{rows} transactions in {duration}.', {
      rows: formatCount(inputRows),
      duration: formatDuration(durationMs),
    }),
  ]
}

function ageOf({ madeAt }: AnalysisResult): string {
  return formatDuration(Math.max(0, Date.now() - fromDatabaseTime(madeAt).toMillis()))
}

/** Why HDFS could not be asked, and what is shown instead. */
export function faultView({ fault, result }: Analysis) {
  if (!fault) return null
  return {
    title: hdfsFaultText(fault.kind),
    text: result
      ? t('This is the last result, made {age} ago.', { age: ageOf(result) })
      : t('No result was read before.'),
    detail: fault.message,
  }
}

/** How far a run is; who may open the console gets there. */
export function progressView({ run, step, steps }: AnalysisProgress, actor: Actor) {
  const mark = stateMark(run.state)
  return {
    title: t('Step {step} of {steps}: {name}', { step, steps, name: jobLabel(run.name) }),
    state: mark.text,
    percent: run.progress,
    text: run.state === 'failed' ? (run.error ?? '').split('\n')[0] : run.message,
    href: consoleLink(run.id, actor),
  }
}

export function consoleLink(runId: number | null, actor: Actor): string | null {
  return runId !== null && can(actor, 'admin', 'view') ? `/admin/jobs/runs/${runId}` : null
}
