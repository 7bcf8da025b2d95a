import { writeFileSync } from 'node:fs'
import type { NamedReporterContract } from '@japa/runner/types'

/** Writes the counts of a run where bin/run_tests.js reads them. */
export const testSummary: NamedReporterContract = {
  name: 'summary-file',
  handler(runner, emitter) {
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
      }
      writeFileSync(file, JSON.stringify(counts))
    })
  },
}
