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
import { unavailable } from './registries.js'

const run = promisify(execFile)

/** Where what was fetched and built stays from one run to the next. */
export const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'bincard')

/**
 * Unpacks Debian packages into a folder of their own, without installing anything on the machine, and
 * gives its path. `packages` are "name=version" (an asterisk stands for any end). The second call finds
 * them unpacked. Throws in one sentence why a package cannot be had.
 */
export function unpackDebian(name, packages) {
  return unpackOnce(name, packages, (folder) =>
    askApt('stable', sourcesWithBackports, ['download', ...packages], folder)
  )
}

/**
 * As {@link unpackDebian}, from Debian's unstable release, with everything that the packages need down to
 * the C library: programs made for a newer system than this one, to be started by their own loader.
 */
export function unpackUnstableDebian(name, packages) {
  return unpackOnce(name, packages, async (folder) => {
    const nothing = join(folder, 'nothing-installed')
    writeFileSync(nothing, '')
    const needed = [
      ...[`-oDir::State::status=${nothing}`, '-oAPT::Install-Recommends=false', '-y'],
      ...['--print-uris', 'install', ...packages],
    ]
    const listed = await askApt('unstable', unstableSource, needed, folder)
    const files = [...listed.matchAll(/^'\S+' ([^\s_]+)_(\S+)_\w+\.deb /gm)]
    const pins = files.map(([, file, version]) => `${file}=${decodeURIComponent(version)}`)
    await askApt('unstable', unstableSource, ['download', ...pins], folder)
  })
}

async function unpackOnce(name, packages, download) {
  const pins = createHash('sha256').update(packages.join(' ')).digest('hex').slice(0, 10)
  const root = join(CACHE, 'services', `${name}-${pins}`)
  if (existsSync(root)) return root
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', `.${name}-`))
  try {
    await download(scratch)
    const unpacked = join(scratch, 'root')
    for (const file of readdirSync(scratch)) {
      if (file.endsWith('.deb')) await run('dpkg', ['-x', join(scratch, file), unpacked])
    }
    if (!existsSync(root)) renameSync(unpacked, root)
  } catch (error) {
    throw unavailable('debian', name, error)
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return root
}

const prepared = {}

/** apt asks the machine's own mirrors, in lists of its own. Gives what it prints. */
async function askApt(release, sources, command, folder) {
  const { options, said } = await (prepared[release] ??= prepareApt(release, sources))
  try {
    const { stdout } = await run('apt-get', [...options, ...command], { cwd: folder })
    return stdout
  } catch (error) {
    // A mirror that does not answer is only a warning of the update before, and an empty list.
    throw Object.assign(error, { said: `${said}\n${error.stderr}` })
  }
}

async function prepareApt(release, sources) {
  const folder = join(CACHE, release === 'stable' ? 'apt' : `apt-${release}`)
  for (const part of ['lists/partial', 'cache/archives/partial']) {
    mkdirSync(join(folder, part), { recursive: true })
  }
  writeFileSync(join(folder, 'sources.list'), sources())
  const options = [
    `-oDir::Etc::sourcelist=${join(folder, 'sources.list')}`,
    '-oDir::Etc::sourceparts=-',
    `-oDir::State::lists=${join(folder, 'lists')}`,
    `-oDir::Cache=${join(folder, 'cache')}`,
    '-oAPT::Sandbox::User=root',
    '-qq',
  ]
  const { stderr: said } = await run('apt-get', [...options, 'update'])
  return { options, said }
}

function unstableSource() {
  const { options, uri } = mirrorOf(releaseInUse())
  return `deb ${options}${uri} sid main\n`
}

function releaseInUse() {
  return /^VERSION_CODENAME=(\w+)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1]
}

function sourcesWithBackports() {
  const release = releaseInUse()
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
