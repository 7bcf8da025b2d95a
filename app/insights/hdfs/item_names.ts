import { reader } from '#core/replicas'
import { escapeField, linesOf, unescapeField } from '#insights/mapreduce/fields'
import { readItemNames } from '#insights/queries/read_exported_rows'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'
import { writeAndPublish } from '#insights/hdfs/manifest'

/** The names of the items now, and which of them the last export had otherwise. */
export interface KnownItems {
  names: Map<number, string>
  renamed: number[]
}

/** A renamed item's days are to be written again; the names that the last export knew are kept beside it. */
export async function knownItems(hdfs: Hdfs): Promise<KnownItems> {
  const names = new Map<number, string>()
  for await (const { id, name } of readItemNames(reader())) names.set(id, name)
  const renamed: number[] = []
  try {
    for await (const line of linesOf(hdfs.read(LAYOUT.items))) {
      const [id, name] = line.split('\t')
      const known = names.get(Number(id))
      if (known !== undefined && known !== unescapeField(name)) renamed.push(Number(id))
    }
  } catch (error) {
    if (!(error instanceof HdfsFault) || error.kind !== 'missing') throw error
  }
  return { names, renamed }
}

interface Writing {
  hdfs: Hdfs
  name: string
  signal: AbortSignal
}

/** Keeps the names that the rows were written with, or newer ones: never names that no row has yet. */
export async function writeItems({ hdfs, name, signal }: Writing, { names }: KnownItems) {
  await writeAndPublish(hdfs, {
    scratch: `${LAYOUT.unfinished}/${name}`,
    path: LAYOUT.items,
    pieces: itemLines(names),
    signal,
  })
}

async function* itemLines(names: ReadonlyMap<number, string>): AsyncGenerator<string> {
  let text = ''
  for (const [id, name] of names) {
    text += `${id}\t${escapeField(name)}\n`
    if (text.length < 65_536) continue
    yield text
    text = ''
  }
  if (text) yield text
}
