/*
| `npm run test:soak`: the storm of tests/integration/events/kafka_storm.spec.ts in its long form: 100 thousand
| postings while the processes that carry their events are killed 50 times and the broker restarts.
| STORM_POSTINGS and STORM_KILLS change that. Takes about a quarter of an hour.
*/
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT } from './project_node.js'

const HOUR_MS = 3_600_000
const suite = ['integration', '--mariadb', '--services=valkey,kafka', '--files=kafka_storm.spec.ts']
const { status } = spawnSync(process.execPath, [join(ROOT, 'bin/run_tests.js'), ...suite], {
  cwd: ROOT,
  stdio: 'inherit',
  env: {
    ...process.env,
    STORM_POSTINGS: process.env.STORM_POSTINGS ?? '100000',
    STORM_KILLS: process.env.STORM_KILLS ?? '50',
    STORM_LIMIT_MS: String(HOUR_MS),
  },
})
process.exit(status ?? 1)
