import { existsSync, statSync } from 'node:fs'
import { basename } from 'node:path'
import db from '@adonisjs/lucid/services/db'
import { sqliteFile } from '#config/database'
import { isMysql } from '#core/unit_of_work'
import { drainProjections } from '#events/embedded_event_log'
import { importSales, type SalesImportReport } from '#stock/actions/import_sales'
import { ImportProgress } from '#stock/import/import_progress'
import { describeReport } from '#stock/import/import_report'
import { readItemDescriptions } from '#stock/import/item_descriptions'
import { NotASalesFile, SalesFile } from '#stock/import/sales_file'

export interface SalesImportRequest {
  file: string
  items?: string
  source?: string
  location: string
}

const INTERRUPTED = 130
/** Of 4 KB each. */
const PAGES_BETWEEN_CHECKPOINTS = 16_384

/** Runs an import in a terminal: progress, Ctrl-C, and the report at the end. Gives the exit code. */
export async function runSalesImport(request: SalesImportRequest): Promise<number> {
  const stop = new AbortController()
  const onInterrupt = () => stop.abort()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, onInterrupt)
  try {
    const report = await importWithProgress(request, stop.signal)
    if (!report.isComplete) process.stdout.write('Stopped. Run the same command again to go on.\n')
    return report.isComplete ? 0 : INTERRUPTED
  } catch (error) {
    if (!(error instanceof NotASalesFile)) throw error
    process.stderr.write(`${error.message}\n`)
    return 1
  } finally {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, onInterrupt)
  }
}

async function importWithProgress(
  request: SalesImportRequest,
  signal: AbortSignal
): Promise<SalesImportReport> {
  const itemsFile = request.items ?? siblingOf(request.file)
  const file = new SalesFile(request.file)
  await tuneForBulk()
  const progress = new ImportProgress(statSync(request.file).size)
  const startedAt = performance.now()
  const report = await importSales({
    file,
    source: request.source ?? sourceOf(request.file),
    descriptions: itemsFile ? await readItemDescriptions(itemsFile) : new Map(),
    locationOf: () => request.location,
    actorId: null,
    signal,
    onBatch: ({ lines }) => progress.show(file.bytesRead, lines),
  }).finally(() => progress.end())
  const importedAt = performance.now()
  await drainProjections()
  const timings = {
    importSeconds: (importedAt - startedAt) / 1000,
    projectionSeconds: (performance.now() - importedAt) / 1000,
  }
  process.stdout.write(describeReport(report, { ...timings, databaseBytes: await databaseBytes() }))
  return report
}

/**
 * Settings of this process's connection. A batch touches pages all over the file: written back once in
 * a while, most are written only once. A power cut may take back the last batches, whole: the next run
 * posts them again. And a mapped file would count as memory of this process.
 */
async function tuneForBulk(): Promise<void> {
  if (isMysql()) return
  await db.rawQuery(`PRAGMA wal_autocheckpoint = ${PAGES_BETWEEN_CHECKPOINTS}`)
  await db.rawQuery('PRAGMA synchronous = NORMAL')
  await db.rawQuery('PRAGMA mmap_size = 0')
}

/** "sales_lines.csv.gz" comes with "sales_items.csv", if that is there. */
function siblingOf(path: string): string | undefined {
  const sibling = path.replace(/(_lines)?\.csv(\.gz)?$/, '_items.csv')
  return sibling !== path && existsSync(sibling) ? sibling : undefined
}

/** The name of the file says which sales these are, wherever the file lies. */
function sourceOf(path: string): string {
  return basename(path)
    .replace(/\.gz$/, '')
    .replace(/\.csv$/, '')
    .slice(0, 40)
}

async function databaseBytes(): Promise<number | null> {
  if (isMysql()) return null
  await db.rawQuery('PRAGMA wal_checkpoint(TRUNCATE)')
  return [sqliteFile, `${sqliteFile}-wal`]
    .filter((path) => existsSync(path))
    .reduce((sum, path) => sum + statSync(path).size, 0)
}
