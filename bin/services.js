/*
| `npm run services [-- mariadb valkey]`: starts the services that Bincard uses in production, in a
| scratch folder and on free ports, prints the settings by which it finds them, and stops them on Ctrl-C.
*/
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMariadb } from './services/mariadb.js'
import { startValkey } from './services/valkey.js'

const SERVICES = { mariadb: startMariadb, valkey: startValkey }

const names = process.argv.slice(2)
const unknown = names.find((name) => !SERVICES[name])
if (unknown) {
  process.stderr.write(
    `There is no service "${unknown}"; there are ${Object.keys(SERVICES).join(', ')}\n`
  )
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'bincard-services-'))
const wanted = names.length ? names : Object.keys(SERVICES)
const started = await Promise.allSettled(wanted.map((name) => SERVICES[name](folder)))
let isFaulty = false
for (const [index, { value, reason }] of started.entries()) {
  if (reason) {
    isFaulty = true
    process.stderr.write(`${wanted[index]} could not be had: ${reason.message}\n`)
  }
  for (const [key, text] of Object.entries(value?.environment ?? {})) {
    process.stdout.write(`${key}=${text}\n`)
  }
}
if (isFaulty) await stop(1)
process.stdout.write(`# Files and logs are in ${folder}. Ctrl-C stops the services.\n`)
setInterval(() => {}, 60_000)
process.once('SIGINT', () => stop(0))
process.once('SIGTERM', () => stop(0))

async function stop(code) {
  await Promise.all(started.map(({ value }) => value?.stop()))
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
