import { setTimeout as sleep } from 'node:timers/promises'
import { reader } from '#core/replicas'
import { HdfsFault } from '#insights/hdfs/hdfs_fault'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { dayFile, dayFolder, LAYOUT } from '#insights/hdfs/layout'
import {
  Tally,
  writeAndPublish,
  writeManifest,
  type ExportedDay,
  type Manifest,
} from '#insights/hdfs/manifest'
import { toTransactionLine, type ExportedRow } from '#insights/mapreduce/transaction_line'
import { readExportedRows, type DayMark } from '#insights/queries/read_exported_rows'
import { findDirtyDays } from '#insights/queries/find_dirty_days'
import { knownItems, writeItems } from '#insights/hdfs/item_names'
import { HEADER } from '#insights/mapreduce/format'

export interface ExportContext {
  hdfs: Hdfs
  /** Unique of this try: nothing else writes under it. */
  name: string
  signal: AbortSignal
  progress(percent: number, message: string): void
  log(line: string): void
  breathe(): Promise<void>
}

export interface ExportOutcome {
  days: number
  rows: number
  writtenDays: number
  writtenRows: number
  bytes: number
}

const LANES = 4
const TRIES = 4
const SAVE_EVERY_MS = 10_000
/** Of the progress; the full file takes the rest. */
const SHARE_OF_DAYS = 75

/**
 * Brings the transactions in HDFS up to date: rewrites the days that have changed, then puts all days together to
 * the full file. Can be broken off anywhere and done again; memory does not grow with the ledger.
 */
export async function exportTransactions(context: ExportContext): Promise<ExportOutcome> {
  const { hdfs } = context
  await hdfs.remove(LAYOUT.unfinished)
  const items = await knownItems(hdfs)
  const { manifest, dirty } = await findDirtyDays(context, items)
  const writtenRows = await writeDays(context, manifest, dirty)
  const isNew = dirty.length > 0 || !(await hasFullFile(hdfs, manifest))
  if (isNew) await writeFullFile(context, manifest)
  await writeItems(context, items)
  manifest.made_at = new Date().toISOString()
  await saveManifest(context, manifest)
  await hdfs.remove(LAYOUT.unfinished)
  const { rows, bytes } = manifest.full ?? { rows: 0, bytes: 0 }
  const days = Object.keys(manifest.days).length
  context.log(`${dirty.length} of ${days} days and ${writtenRows} of ${rows} rows were written`)
  return { days, rows, writtenDays: dirty.length, writtenRows, bytes }
}

export function scratchOf({ name }: ExportContext): string {
  return `${LAYOUT.unfinished}/${name}`
}

function saveManifest(context: ExportContext, manifest: Manifest): Promise<void> {
  return steadily(context, () => writeManifest(context.hdfs, manifest, scratchOf(context)))
}

/** Several days at a time: most of a day's time is waiting for answers. */
async function writeDays(
  context: ExportContext,
  manifest: Manifest,
  dirty: readonly DayMark[]
): Promise<number> {
  const waiting = [...dirty]
  const total = Math.max(
    1,
    dirty.reduce((sum, { rows }) => sum + rows, 0)
  )
  let written = 0
  let savedAt = Date.now()
  const lane = async () => {
    for (let mark = waiting.shift(); mark; mark = waiting.shift()) {
      const { day } = mark
      const exported = await steadily(context, () => writeDay(context, day))
      manifest.days[day] = exported
      written += exported.rows
      const percent = Math.min(1, written / total) * SHARE_OF_DAYS
      context.progress(percent, `${written} of ${total} rows, ${day}`)
      if (Date.now() - savedAt < SAVE_EVERY_MS) continue
      savedAt = Date.now()
      await saveManifest(context, manifest)
    }
  }
  const lanes = await Promise.allSettled(Array.from({ length: LANES }, lane))
  const failed = lanes.find((outcome) => outcome.status === 'rejected')
  if (dirty.length > 0) await saveManifest(context, manifest)
  if (failed) throw failed.reason
  return written
}

async function writeDay(context: ExportContext, day: string): Promise<ExportedDay> {
  const { hdfs, signal } = context
  const counted = { rows: 0, ids: 0n }
  await hdfs.makeFolder(dayFolder(day))
  const mark = await writeAndPublish(hdfs, {
    scratch: scratchOf(context),
    path: dayFile(day),
    pieces: linesOf(context, readExportedRows(reader(), day), counted),
    signal,
  })
  return { ...mark, rows: counted.rows, ids: String(counted.ids) }
}

async function* linesOf(
  context: ExportContext,
  pieces: AsyncIterable<ExportedRow[]>,
  counted: { rows: number; ids: bigint }
): AsyncGenerator<string> {
  for await (const rows of pieces) {
    let text = ''
    for (const row of rows) {
      text += `${toTransactionLine(row)}\n`
      counted.rows += 1
      counted.ids += BigInt(row.id)
    }
    await context.breathe()
    yield text
  }
}

async function hasFullFile(hdfs: Hdfs, { full, days }: Manifest): Promise<boolean> {
  const rows = Object.values(days).reduce((sum, day) => sum + day.rows, 0)
  if (full?.rows !== rows) return false
  const found = await hdfs.find(LAYOUT.full)
  return found?.length === full.bytes
}

/** The days as they are in HDFS, under one header: the database is not asked again. */
async function writeFullFile(context: ExportContext, manifest: Manifest): Promise<void> {
  manifest.full = await steadily(context, async () => {
    const mark = await writeAndPublish(context.hdfs, {
      scratch: scratchOf(context),
      path: LAYOUT.full,
      pieces: allDays(context, manifest),
      signal: context.signal,
    })
    const rows = Object.values(manifest.days).reduce((sum, day) => sum + day.rows, 0)
    return { rows, ...mark }
  })
}

async function* allDays(context: ExportContext, manifest: Manifest): AsyncGenerator<Buffer> {
  yield Buffer.from(`${HEADER}\n`)
  const days = Object.keys(manifest.days).toSorted()
  for (const [index, day] of days.entries()) {
    const tally = new Tally()
    yield* tally.watch(context.hdfs.read(dayFile(day), context.signal))
    const { sha256 } = tally.mark()
    if (sha256 !== manifest.days[day].sha256) throw await damagedDay(context, manifest, day)
    await context.breathe()
    const percent = SHARE_OF_DAYS + ((index + 1) / days.length) * (100 - SHARE_OF_DAYS)
    context.progress(percent, `full file, ${day}`)
  }
}

/** The next try writes the day again. */
async function damagedDay(context: ExportContext, manifest: Manifest, day: string) {
  delete manifest.days[day]
  await saveManifest(context, manifest)
  return new HdfsFault('damaged', `${dayFile(day)} is not what was written; it is written again`)
}

/** Tries again what a moment's fault has broken off; what it does must be repeatable as a whole. */
async function steadily<T>(context: ExportContext, act: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await act()
    } catch (error) {
      context.signal.throwIfAborted()
      const mayPass = error instanceof HdfsFault && error.isPassing
      if (!mayPass || attempt >= TRIES) throw error
      context.log(`${error.message}: tried again`)
      await sleep(500 * 2 ** attempt, undefined, { signal: context.signal })
    }
  }
}
