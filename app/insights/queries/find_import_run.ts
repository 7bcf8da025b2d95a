import { findOpenRun, type JobRun } from '#jobs/queries/read_runs'

/** Jobs that fill the shop: while one runs, the figures are on the way. */
const IMPORT_JOBS = ['load_demo', 'import_sales']

/** The import that waits or runs, or null. */
export async function findImportRun(): Promise<JobRun | null> {
  for (const name of IMPORT_JOBS) {
    const run = await findOpenRun(name)
    if (run) return run
  }
  return null
}
