import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** Where what was fetched and built stays from one run to the next. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bincard')

/**
 * Unpacks Debian packages into a folder of their own, without installing anything on the machine, and
 * gives its path. `packages` are "name=version" (an asterisk stands for any end). The second call finds
 * them unpacked. Throws what apt says when a package cannot be had.
 */
export async function unpackDebian(name, packages) {
  const pins = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 10)
  const root = join(CACHE, 'services', `${name}-${pins}`)
  if (existsSync(root)) return root
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', `.${name}-`))
  try {
    await download(packages, scratch)
    const unpacked = join(scratch, 'root')
    for (const file of readdirSync(scratch)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(scratch, file), unpacked])
    }
    if (!existsSync(root)) renameSync(unpacked, root)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return root
}

/** apt asks the machine's own mirrors, for the release in use and its backports, in lists of its own. */
async function download(packages, folder) {
  const options = await privateApt()
  await run('apt-get', [...options, 'download', ...packages], { cwd: folder })
}

let apt
function privateApt() {
  apt ??= preparePrivateApt()
  return apt
}

async function preparePrivateApt() {
  const folder = join(CACHE, 'apt')
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  writeFileSync(join(folder, 'sources.list'), sourcesWithBackports())
  const options = [
    `-oDir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    '-oDir::Etc::sourceparts=-',
    `-oDir::State::lists=${join(folder, 'lists')}`,
    `-oDir::Cache=${join(folder, 'cache')}`,
    '-oAPT::Sandbox::User=root',
    '-qq',
  ]
  await run('apt-get', [...options, 'update'])
  return options
}

function sourcesWithBackports() {
  const release = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
  const mirror = mirrorOf(release)
  const suites = [release, `${release}-updates`, `${release}-backports`]
  const lines = suites.map((suite) => `deb ${mirror.options}${mirror.uri} ${suite} main`)
  if (mirror.security) {
    lines.push(`deb ${mirror.options}${mirror.security} ${release}-security main`)
  }
  return `${lines.join('\n')}\n`
}

/** The addresses that the machine's own apt uses, in either of its two notations. */
function mirrorOf(release) {
  const folder = '/etc/apt/sources.list.d'
  const lists = existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  if (existsSync('/etc/apt/sources.list')) lists.push('/etc/apt/sources.list')
  const text = lists.map((file) => readFileSync(file, 'utf8')).join('\n\n')
  const lines = [...text.matchAll(/^deb (\[[^\]]*\] )?(\S+) (\S+) /gm)].map(
    ([, options = '', uri, suite]) => ({ options, uri, suites: [suite] })
  )
  const blocks = text.split(/\n\s*\n/).flatMap((block) => {
    const uri = /^URIs:\s*(\S+)/m.exec(block)?.[1]
    const key = /^Signed-By:\s*(\S+)/m.exec(block)?.[1]
    const suites = /^Suites:\s*(.+)$/m.exec(block)?.[1].split(/\s+/) ?? []
    return uri ? [{ options: key ? `[signed-by=${key}] ` : '', uri, suites }] : []
  })
  const sources = [...lines, ...blocks]
  const main = sources.find(({ suites }) => suites.includes(release))
  if (!main) throw new Error(`apt knows no source of Debian ${release}`)
  const security = sources.find(({ suites }) => suites.includes(`${release}-security`))
  return { ...main, security: security?.uri }
}
