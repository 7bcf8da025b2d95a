/*
| `npm start`: everything from a fresh clone to a running server. Plain JavaScript for any Node from
| 20 on, because it runs before anything is installed.
*/
import { parseArgs } from 'node:util'
import { writeEnvironmentFile } from './environment_file.js'
import { installWhenNeeded } from './install.js'
import { runUnderProjectNode } from './project_node.js'

/** kafkajs sets timers of the past, which Node takes for due: nothing that an administrator could mend. */
const QUIET = ['--disable-warning=TimeoutNegativeWarning']

const HELP = `npm start -- [options]

  --port=NUMBER   listen on this port (default 3333)
  --empty         start without demo data: the first page makes the first administrator
  --role=ROLE     all (default), web or worker; web and worker need DB_CONNECTION=mysql
  --dev           start again whenever a source file changes
  --help          this text

Settings are read from the environment and from .env: see README.md.
`

function readOptions() {
  try {
    const { values } = parseArgs({
      options: {
        port: { type: 'string' },
        empty: { type: 'boolean' },
        role: { type: 'string' },
        dev: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    })
    return values
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${HELP}`)
    process.exit(2)
  }
}

function environmentFor(options) {
  const environment = { ...process.env }
  environment.NODE_ENV ??= options.dev ? 'development' : 'production'
  if (options.port) environment.PORT = options.port
  if (options.empty) environment.DEMO = 'false'
  if (options.role) environment.ROLE = options.role
  return environment
}

const options = readOptions()
if (options.help) {
  process.stdout.write(HELP)
} else {
  installWhenNeeded()
  writeEnvironmentFile()
  const watch = options.dev ? ['--watch', '--watch-preserve-output'] : []
  // The channel tells the server when this process is gone, however it ended.
  const stdio = options.dev ? 'inherit' : ['inherit', 'inherit', 'inherit', 'ipc']
  runUnderProjectNode(
    [...QUIET, ...watch, '--import=@poppinss/ts-exec', 'bin/server.ts', '--prepare'],
    { env: environmentFor(options), stdio }
  )
}
