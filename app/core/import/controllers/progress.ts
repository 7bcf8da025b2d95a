import { t } from '#core/i18n'
import type { ImportRun } from '#core/import/runs'
import { fromDatabaseTime } from '#core/time'

const TITLES: Partial<Record<ImportRun['state'], () => string>> = {
  checking: () => t('The rows are being checked'),
  importing: () => t('The rows are being imported'),
  undoing: () => t('The import is being undone'),
}

export interface Progress {
  title: string
  percent: number
  done: number
  total: number
  /** Rows a second; 0 while nobody knows. */
  speed: number
  remaining: string
}

/** How far the background is, how fast it goes and how long it will take. */
export function readProgress(run: ImportRun): Progress {
  const { doneCount: done, phaseTotal: total, phaseStartedAt } = run
  const since =
    phaseStartedAt === null ? 0 : -fromDatabaseTime(phaseStartedAt).diffNow().as('seconds')
  const speed = done > 0 && since > 0.5 ? done / since : 0
  return {
    title: TITLES[run.state]?.() ?? '',
    percent: total > 0 ? Math.min(100, Math.floor((100 * done) / total)) : 0,
    done,
    total,
    speed: Math.round(speed),
    remaining: speed > 0 ? timeText((total - done) / speed) : '',
  }
}

function timeText(seconds: number): string {
  if (seconds < 5) return t('a few seconds')
  if (seconds < 90) return t('{count, number} seconds', { count: Math.round(seconds) })
  return t('{count, number} minutes', { count: Math.round(seconds / 60) })
}
