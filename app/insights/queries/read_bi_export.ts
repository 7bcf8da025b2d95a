import logger from '@adonisjs/core/services/logger'
import { toDatabaseTime } from '#core/time'
import { nextOccurrences } from '#jobs/cron'
import { findLastRun, type JobRun } from '#jobs/queries/read_runs'
import { currentSchedules } from '#jobs/schedules'
import { readManifest } from '#insights/actions/export_bi'
import type { BiManifest } from '#insights/bi/manifest'
import { biStore } from '#insights/bi/store'
import { BI_JOB } from '#insights/jobs/export_bi'

export interface BiExportFacts {
  manifest: BiManifest | null
  /** What the store said when it could not be read. */
  storeFault: string | null
  run: JobRun | null
  /** When it runs next by itself; null when it is switched off. */
  nextAt: string | null
}

/** How the export for BI tools stands. */
export async function readBiExport(): Promise<BiExportFacts> {
  const [kept, run, schedules] = await Promise.all([
    readKept(),
    findLastRun(BI_JOB),
    currentSchedules(),
  ])
  const schedule = schedules.find(({ job, isEnabled }) => job === BI_JOB && isEnabled)
  const nextAt = schedule ? toDatabaseTime(nextOccurrences(schedule.cron, new Date(), 1)[0]) : null
  return { ...kept, run, nextAt }
}

async function readKept(): Promise<Pick<BiExportFacts, 'manifest' | 'storeFault'>> {
  try {
    return { manifest: await readManifest(biStore()), storeFault: null }
  } catch (error) {
    logger.warn({ err: error }, 'the export for BI tools could not be looked at')
    return { manifest: null, storeFault: error instanceof Error ? error.message : String(error) }
  }
}
