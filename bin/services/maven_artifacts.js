import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { CACHE } from './debian_packages.js'
import { unavailable } from './registries.js'

const run = promisify(execFile)
const OUTPUT_LIMIT = 16 * 1024 * 1024

/**
 * Fetches Java libraries with all that they need into a folder of their own, and gives its path.
 * `artifacts` are "group:name:version". The second call finds them there. Throws in one sentence
 * why one cannot be had.
 */
export async function fetchMavenArtifacts(name, artifacts) {
  const pins = createHash('sha256').update(artifacts.join(' ')).digest('hex').slice(0, 10)
  const libraries = join(CACHE, 'services', `${name}-${pins}`)
  if (existsSync(libraries)) return libraries
  mkdirSync(join(CACHE, 'services'), { recursive: true })
  const scratch = mkdtempSync(join(CACHE, 'services', `.${name}-`))
  try {
    writeFileSync(join(scratch, 'pom.xml'), projectOf(artifacts))
    await copyDependencies(scratch)
    // Another process may have fetched them meanwhile.
    if (!existsSync(libraries)) renameSync(join(scratch, 'libraries'), libraries)
  } catch (error) {
    throw unavailable('maven', name, { ...error, message: error.message, said: error.stdout })
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
  return libraries
}

async function copyDependencies(folder) {
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies'
  const options = ['-q', '-B', '-DincludeScope=runtime', '-DoutputDirectory=libraries']
  await run('mvn', [...options, goal], { cwd: folder, maxBuffer: OUTPUT_LIMIT })
}

function projectOf(artifacts) {
  const dependencies = artifacts.map((artifact) => {
    const [group, name, version] = artifact.split(':')
    return `<dependency><groupId>${group}</groupId><artifactId>${name}</artifactId><version>${version}</version></dependency>`
  })
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>bincard</groupId><artifactId>services</artifactId><version>1</version>
  <packaging>pom</packaging>
  <dependencies>${dependencies.join('\n')}</dependencies>
</project>
`
}
