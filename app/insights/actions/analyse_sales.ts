import { keepResult } from '#insights/actions/keep_result'
import type { ExportContext } from '#insights/actions/export_transactions'
import {
  killApplications,
  runStreamingJob,
  type HadoopClientSettings,
} from '#insights/hadoop/streaming_job'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { HdfsFile } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'
import { readManifest } from '#insights/hdfs/manifest'

export interface AnalysisContext extends ExportContext {
  hadoop: HadoopClientSettings
  runId: number
}

/**
 * Lets Hadoop add up the exported transactions by item, publishes the result, and keeps it here. What Hadoop
 * writes lies in a folder of its own until it is whole.
 */
export async function analyseSales(context: AnalysisContext) {
  const { hdfs, hadoop, signal } = context
  const input = await hdfs.find(LAYOUT.full)
  if (!input) throw new Error('There is nothing to analyse yet: the transactions are not exported')
  await removeLeftovers(context)
  const output = `${LAYOUT.output}/.${context.name}`
  const begun = Date.now()
  const manifest = await readManifest(hdfs)
  const job = { name: jobName(context), input: LAYOUT.full, output }
  const made = await runStreamingJob(hadoop, job, context)
  await refuseOtherInput(context, input)
  const part = `${output}/part-00000`
  const { length } = await hdfs.stat(part)
  signal.throwIfAborted()
  await hdfs.replace(part, LAYOUT.result, length)
  await hdfs.remove(output)
  const origin = {
    runId: context.runId,
    inputRows: manifest?.full?.rows ?? null,
    inputSha256: manifest?.full?.sha256 ?? null,
    durationMs: Date.now() - begun,
    ...made,
  }
  await keepResult(hdfs, origin)
  return origin
}

function jobName({ runId, name }: AnalysisContext): string {
  return `${jobNamePrefix(runId)} ${name}`
}

function jobNamePrefix(runId: number): string {
  return `Bincard sales analysis, run ${runId},`
}

/** What a try before this one has left: its application on YARN, its folders. */
async function removeLeftovers(context: AnalysisContext): Promise<void> {
  const { hdfs } = context
  await killApplications(context.hadoop, jobNamePrefix(context.runId), context)
  await hdfs.makeFolder(LAYOUT.output)
  for (const name of await hdfs.list(LAYOUT.output)) {
    if (name.startsWith('.')) await hdfs.remove(`${LAYOUT.output}/${name}`)
  }
}

/** An export may have put another file in its place meanwhile: Hadoop has then read parts of both. */
async function refuseOtherInput({ hdfs }: AnalysisContext, input: HdfsFile): Promise<void> {
  const found = await hdfs.find(LAYOUT.full)
  if (found?.id === input.id) return
  throw new HdfsFault('busy', `${LAYOUT.full} was exported anew meanwhile`)
}
