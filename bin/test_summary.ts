import { writeFileSync } from 'node:fs'
import type { NamedReporterContract } from '@japa/runner/types'

/** Writes the counts of a run, and what came right only when it was tried again, where bin/run_tests.js reads them. */
export const testSummary: NamedReporterContract = {
  name: 'summary-file',
  handler(runner, emitter) {
    const triedAgain: string[] = []
    emitter.on('test:end', ({ title, hasError, retryAttempt = 1 }) => {
      if (!hasError && retryAttempt > 1) triedAgain.push(title.expanded)
    })
    emitter.on('runner:end', () => {
      const file = process.env.TEST_SUMMARY_FILE
      if (!file) return
      const { aggregates, hasError } = runner.getSummary()
      const { passed, regression, failed, skipped, todo } = aggregates
      const counts = {
        passed: passed + regression,
        // A hook that throws fails no test, but it is a failure all the same.
        failed: failed || (hasError ? 1 : 0),
        skipped: skipped + todo,
        triedAgain,
      }
      writeFileSync(file, JSON.stringify(counts))
    })
  },
}
