import { reader } from '#core/replicas'
import { inPieces } from '#core/sql'
import type { Hdfs } from '#insights/hdfs/hdfs'
import type { KnownItems } from '#insights/hdfs/item_names'
import { dayFile, dayFolder, dayOfFolder, LAYOUT } from '#insights/hdfs/layout'
import { emptyManifest, readManifest, type Manifest } from '#insights/hdfs/manifest'
import {
  readDayMarks,
  readDaysOfItems,
  readLedgerMark,
  type DayMark,
} from '#insights/queries/read_exported_rows'

interface Context {
  hdfs: Hdfs
  log(line: string): void
}

const IDS_A_READ = 500

/**
 * Which days are to be written. The ledger is append-only, so a day whose number of rows and sum of ids are those
 * that were written has exactly the rows that were written; what committed late, and whatever came after, makes
 * them differ. Days with a renamed item, and days whose file is not there as it was written, are dirty too.
 */
export async function findDirtyDays(context: Context, { renamed }: KnownItems) {
  const client = reader()
  const manifest = await usableManifest(context, await readLedgerMark(client))
  const present = await presentDays(context.hdfs, manifest)
  const withRenamed = new Set<string>()
  for (const ids of inPieces(renamed, IDS_A_READ)) {
    for (const day of await readDaysOfItems(client, ids)) withRenamed.add(day)
  }
  const dirty: DayMark[] = []
  const known = new Set<string>()
  for await (const mark of readDayMarks(client)) {
    known.add(mark.day)
    const isClean = present.has(mark.day) && !withRenamed.has(mark.day)
    if (!isClean || !isWritten(manifest, mark)) dirty.push(mark)
  }
  await removeOtherDays(context, manifest, known)
  return { manifest, dirty }
}

/** Whether the day was exported with exactly the postings that it has now. */
export function isWritten(manifest: Manifest, { day, rows, ids }: DayMark): boolean {
  const exported = manifest.days[day]
  return exported?.rows === rows && exported.ids === String(ids)
}

async function usableManifest({ hdfs, log }: Context, ledger: string): Promise<Manifest> {
  const manifest = await readManifest(hdfs)
  if (manifest?.ledger === ledger) return manifest
  if (manifest) log('The files are of another ledger: all of them are written anew')
  return emptyManifest(ledger)
}

const LOOKED_AT_ONCE = 8

/** The days whose file is there with the length that was written. */
async function presentDays(hdfs: Hdfs, manifest: Manifest): Promise<Set<string>> {
  const present = new Set<string>()
  const names = await hdfs.list(LAYOUT.days)
  const folders = new Set(names.map(dayOfFolder))
  const days = Object.keys(manifest.days).filter((day) => folders.has(day))
  for (const piece of inPieces(days, LOOKED_AT_ONCE)) {
    await Promise.all(
      piece.map(async (day) => {
        const file = await hdfs.find(dayFile(day))
        if (file?.length === manifest.days[day].bytes) present.add(day)
      })
    )
  }
  return present
}

/** Days that the ledger has no posting of: they are of another one. */
async function removeOtherDays({ hdfs }: Context, manifest: Manifest, known: Set<string>) {
  const folders = await hdfs.list(LAYOUT.days)
  for (const folder of folders) {
    const day = dayOfFolder(folder)
    if (day !== null && !known.has(day)) await hdfs.remove(dayFolder(day))
  }
  for (const day of Object.keys(manifest.days)) if (!known.has(day)) delete manifest.days[day]
}
