/*
| `npm run services [-- NAME …]`: starts the services that Bincard uses in production, in a
| scratch folder and on free ports, prints the settings by which it finds them, and stops them on Ctrl-C.
*/
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SERVICES, startServices, USUAL_SERVICES } from './services/index.js'

const names = process.argv.slice(2)
const unknown = names.find((name) => !SERVICES[name])
if (unknown) {
  process.stderr.write(
    `There is no service "${unknown}"; there are ${Object.keys(SERVICES).join(', ')}\n`
  )
  process.exit(1)
}
const folder = mkdtempSync(join(tmpdir(), 'bincard-services-'))
const wanted = names.length ? names : USUAL_SERVICES
const started = await startServices(wanted, folder)
let isFaulty = false
for (const [name, { service, error }] of started) {
  if (error) {
    isFaulty = true
    process.stderr.write(`${name} could not be had: ${error.message}\n`)
  }
  for (const [key, text] of Object.entries(service?.environment ?? {})) {
    process.stdout.write(`${key}=${text}\n`)
  }
}
if (isFaulty) await stop(1)
process.stdout.write(`# Files and logs are in ${folder}. Ctrl-C stops the services.\n`)
setInterval(() => {}, 60_000)
process.once('SIGINT', () => stop(0))
process.once('SIGTERM', () => stop(0))

async function stop(code) {
  await Promise.all([...started.values()].map(({ service }) => service?.stop()))
  rmSync(folder, { recursive: true, force: true })
  process.exit(code)
}
