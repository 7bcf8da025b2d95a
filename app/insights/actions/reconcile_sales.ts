import db from '@adonisjs/lucid/services/db'
import { insertRows } from '#core/sql'
import { now } from '#core/time'
import { transact } from '#core/unit_of_work'
import { readRows } from '#insights/actions/keep_result'
import { verifyFigures } from '#insights/actions/verify_figures'
import type { Hdfs } from '#insights/hdfs/hdfs'
import { LAYOUT } from '#insights/hdfs/layout'
import { readManifest, type Manifest } from '#insights/hdfs/manifest'
import { linesOf, unescapeField } from '#insights/mapreduce/fields'
import { formatAmount } from '#insights/mapreduce/format'
import { isWritten } from '#insights/queries/find_dirty_days'
import { readDayMarks } from '#insights/queries/read_exported_rows'
import { listFigureMonths } from '#insights/queries/read_ledger_figures'
import {
  readExportedSales,
  sumLedgerSales,
  SumsBy,
  type SalesSums,
} from '#insights/queries/sum_exported_sales'

export interface ReconciliationContext {
  hdfs: Hdfs
  progress(percent: number, message: string): void
  log(line: string): void
  breathe(): Promise<void>
}

/** Where two sources of the same figure disagree. */
export interface Mismatch {
  partId: number
  day: string
  figure: 'total' | 'profit'
  against: 'ledger' | 'stream'
  expected: bigint
  found: bigint
}

const MOST_ITEMS = 50
const MOST_KEPT = 500

/**
 * Compares the batch with the ledger, and the stream's read models with the ledger too: where both agree with it,
 * they agree with each other. What came after the export is taken from the exported files, and is no mismatch.
 * Throws when there is one, with item and day; the alerts show them until the next comparison.
 */
export async function reconcileSales(context: ReconciliationContext) {
  const manifest = await readManifest(context.hdfs)
  const result = await db
    .from('analysis_results')
    .whereNotNull('read_at')
    .orderBy('id', 'desc')
    .first()
  if (!manifest?.full || result?.input_sha256 !== manifest.full.sha256) {
    context.log('The result is not of the newest export: it is compared after the next analysis')
    return { items: 0, mismatches: 0 }
  }
  const batch = await compareBatch(context, manifest)
  const stream = await compareStream(context)
  const mismatches = [...batch.mismatches, ...stream].slice(0, MOST_KEPT)
  await keepMismatches(mismatches)
  for (const one of mismatches.slice(0, MOST_ITEMS)) context.log(inWords(one))
  if (mismatches.length > 0) {
    throw new Error(`${mismatches.length} figures disagree, the first: ${inWords(mismatches[0])}`)
  }
  return { items: batch.items, mismatches: 0 }
}

async function compareBatch(context: ReconciliationContext, manifest: Manifest) {
  const { hdfs } = context
  const dirty = await daysSinceExport(manifest)
  const expected = new SumsBy<number>()
  const months = await listFigureMonths(db.connection())
  for (const [index, month] of months.entries()) {
    context.progress((index / months.length) * 40, `ledger, ${month}`)
    const without = dirty.filter((day) => day.startsWith(month))
    for (const { partId, sums } of await sumLedgerSales(month, { without })) {
      expected.add(partId, sums)
    }
    await context.breathe()
  }
  const exportedDirty = dirty.filter((day) => manifest.days[day])
  for await (const { partId, sums } of readExportedSales(hdfs, exportedDirty)) {
    expected.add(partId, sums)
  }
  const { found, unknown } = await readResultByItem(hdfs, expected)
  const wrong = [...new Set([...expected.keys(), ...found.keys()])].filter((partId) =>
    differs(expected.get(partId), found.get(partId))
  )
  if (unknown.length > 0) throw new Error(`The result has items that nobody sold: ${unknown[0]}`)
  const mismatches = await findDays(context, {
    wrong: wrong.slice(0, MOST_ITEMS),
    dirty,
    expected,
    found,
  })
  return { items: [...expected.keys()].length, mismatches }
}

function differs(one: SalesSums, other: SalesSums): boolean {
  return one.total !== other.total || one.profit !== other.profit
}

async function daysSinceExport(manifest: Manifest): Promise<string[]> {
  const days: string[] = []
  for await (const mark of readDayMarks(db.connection())) {
    if (!isWritten(manifest, mark)) days.push(mark.day)
  }
  return days
}

/** The result's lines have names; those of one name are in the order of the items' ids. */
async function readResultByItem(hdfs: Hdfs, expected: SumsBy<number>) {
  const idsOf = new Map<string, number[]>()
  for await (const line of linesOf(hdfs.read(LAYOUT.items))) {
    const [id, name] = line.split('\t')
    const partId = Number(id)
    const { total, profit } = expected.get(partId)
    if (total === 0n && profit === 0n) continue
    const known = idsOf.get(unescapeField(name))
    if (known) known.push(partId)
    else idsOf.set(unescapeField(name), [partId])
  }
  const found = new SumsBy<number>()
  const unknown: string[] = []
  for await (const { name, total, profit } of readRows(hdfs)) {
    const partId = idsOf.get(name)?.shift()
    if (partId === undefined) unknown.push(name)
    else found.add(partId, { total, profit })
  }
  return { found, unknown }
}

interface Wrong {
  wrong: readonly number[]
  dirty: readonly string[]
  expected: SumsBy<number>
  found: SumsBy<number>
}

/** On which days the exported files differ from the ledger; the newest day of sale when only the result does. */
async function findDays({ hdfs }: ReconciliationContext, all: Wrong): Promise<Mismatch[]> {
  const { wrong, dirty } = all
  if (wrong.length === 0) return []
  const exported = new SumsBy<string>()
  const newest = new Map<number, string>()
  for await (const { partId, day, sums } of readExportedSales(hdfs, 'all')) {
    if (!wrong.includes(partId)) continue
    newest.set(partId, day)
    if (!dirty.includes(day)) exported.add(`${partId} ${day}`, sums)
  }
  const ledger = new SumsBy<string>()
  for (const month of await listFigureMonths(db.connection())) {
    const rows = await sumLedgerSales(month, { without: dirty, partIds: wrong })
    for (const { partId, day, sums } of rows) ledger.add(`${partId} ${day}`, sums)
  }
  const byDay = [...new Set([...exported.keys(), ...ledger.keys()])].flatMap((key) => {
    const [partId, day] = key.split(' ')
    return mismatchesOf({ partId: Number(partId), day }, ledger.get(key), exported.get(key))
  })
  const told = new Set(byDay.map(({ partId }) => partId))
  const untold = wrong.filter((partId) => !told.has(partId))
  const ofResult = untold.flatMap((partId) =>
    mismatchesOf(
      { partId, day: newest.get(partId) ?? '' },
      all.expected.get(partId),
      all.found.get(partId)
    )
  )
  return [...byDay, ...ofResult]
}

function mismatchesOf(
  at: { partId: number; day: string },
  expected: SalesSums,
  found: SalesSums
): Mismatch[] {
  return (['total', 'profit'] as const)
    .filter((figure) => expected[figure] !== found[figure])
    .map((figure) => ({
      ...at,
      figure,
      against: 'ledger',
      expected: expected[figure],
      found: found[figure],
    }))
}

const FIGURE_OF_COLUMN: Readonly<Record<string, Mismatch['figure']>> = {
  revenue: 'total',
  profit: 'profit',
}

/** Where sales_daily differs from the ledger, less what the projector has not applied yet. */
async function compareStream(context: ReconciliationContext): Promise<Mismatch[]> {
  const mismatches: Mismatch[] = []
  for await (const drift of verifyFigures((step, percent) =>
    context.progress(50 + percent / 2, `read models, ${step}`)
  )) {
    const figure = FIGURE_OF_COLUMN[drift.column]
    const at = /^day (\S+), part_id (\d+),/.exec(drift.key)
    if (drift.table !== 'sales_daily' || !figure || !at) continue
    const [, day, partId] = at
    const [expected, found] = [BigInt(drift.expected), BigInt(drift.found)]
    mismatches.push({ partId: Number(partId), day, figure, against: 'stream', expected, found })
    await context.breathe()
  }
  return mismatches
}

function keepMismatches(mismatches: readonly Mismatch[]): Promise<void> {
  const rows = mismatches.map(({ partId, ...rest }) => ({
    part_id: partId,
    ...rest,
    found_at: now(),
  }))
  return transact(async ({ trx }) => {
    await trx.from('analysis_mismatches').delete()
    if (rows.length > 0) await insertRows(trx, 'analysis_mismatches', rows)
  })
}

function inWords({ partId, day, figure, against, expected, found }: Mismatch): string {
  const source = against === 'ledger' ? 'the batch' : 'the read model'
  return `item ${partId} on ${day}: ${source} has a ${figure} of ${formatAmount(found)}, the ledger ${formatAmount(expected)}`
}
