import { randomUUID } from 'node:crypto'
import app from '@adonisjs/core/services/app'
import type { AnalysisContext } from '#insights/actions/analyse_sales'
import { Hdfs } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'

export type HadoopEnvironment = Record<string, string | undefined>

/** Whether the services of the tests have HDFS. */
export function hasHadoop(): boolean {
  return Boolean(process.env.WEBHDFS_URL)
}

export function hdfsOf(environment: HadoopEnvironment = process.env): Hdfs {
  const { WEBHDFS_URL: url = '', WEBHDFS_USER: user = '' } = environment
  return new Hdfs({ nameNodes: [url], user })
}

export interface TestContext extends AnalysisContext {
  lines: string[]
  abort: AbortController
}

let runs = 0

/** What a job gives its work, with a log that can be read. */
export function hadoopContext(environment: HadoopEnvironment = process.env): TestContext {
  const lines: string[] = []
  const abort = new AbortController()
  const { WEBHDFS_USER: user = '', HADOOP_CLASSPATH: classPath = '', YARN_URL: yarn } = environment
  return {
    hdfs: hdfsOf(environment),
    hadoop: { user, classPath, resourceManagers: yarn ? [yarn] : [], node: process.execPath },
    runId: (runs += 1),
    name: `test-${randomUUID().slice(0, 8)}`,
    signal: abort.signal,
    abort,
    lines,
    progress: () => undefined,
    log: (line) => lines.push(line),
    breathe: async () => abort.signal.throwIfAborted(),
  }
}

/** Empties the folder of the analysis; the folder itself is the superuser's to make. */
export async function emptyHdfs(hdfs: Hdfs): Promise<void> {
  for (const name of await hdfs.list(LAYOUT.root)) await hdfs.remove(`${LAYOUT.root}/${name}`)
}

export async function readFile(hdfs: Hdfs, path: string): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of hdfs.read(path)) pieces.push(piece)
  return Buffer.concat(pieces).toString('utf8')
}

interface Daemon {
  start(): Promise<void>
  stop(): Promise<void>
  kill(): Promise<void>
}

/** A Hadoop that a test may kill and start again. */
export interface OwnHadoop {
  environment: HadoopEnvironment
  nameNode: Daemon
  dataNode: Daemon
  /** Gives the settings with YARN. */
  startYarn(): Promise<HadoopEnvironment>
  stop(): Promise<void>
}

export async function startOwnHadoop(folder: string): Promise<OwnHadoop> {
  const { startHadoop } = await import(app.makePath('bin/services/hadoop.js'))
  return startHadoop(folder)
}
