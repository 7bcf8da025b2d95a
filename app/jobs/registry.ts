import type { Job } from '#jobs/job'

// Payload types differ from job to job: each job's own validator gives its handler the right one.
type AnyJob = Job<never> | Job<unknown>

const registered = new Map<string, Job>()

/** The only list of jobs is start/jobs.ts, which calls this. */
export function registerJob(job: AnyJob): void {
  registered.set(job.name, job as Job)
}

export function findJob(name: string): Job | undefined {
  return registered.get(name)
}

/** All jobs there are. */
export function registeredJobs(): Job[] {
  return [...registered.values()]
}
