import { findOpenRun, type JobRun } from '#jobs/queries/read_runs'
import { loadDemo } from '#insights/demo/load_demo'

/** The run that fills the shop while it waits or runs, or null: the figures are on the way then. */
export function findImportRun(): Promise<JobRun | null> {
  return findOpenRun(loadDemo.name)
}
