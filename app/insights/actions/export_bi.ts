import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { mkdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { reader } from '#core/replicas'
import { setting } from '#core/setting_values'
import { companyTimeZone, today } from '#core/time'
import {
  DICTIONARY_JSON,
  DICTIONARY_TEXT,
  dictionaryJson,
  dictionaryText,
} from '#insights/bi/dictionary'
import { MANIFEST, parseManifest, type BiFile, type BiManifest } from '#insights/bi/manifest'
import { BI_FOLDER, biKey, readText, type BiStore } from '#insights/bi/store'
import { BI_SCHEMA_VERSION } from '#insights/bi/table'
import { StarFiles, type StagedFile } from '#insights/bi/star_files'
import { newestPosting, readLedgerMonths, type LedgerMonth } from '#insights/queries/read_bi_facts'

export interface BiExportContext {
  store: BiStore
  /** A folder of its own, for files until they are put into the store. */
  stage: string
  progress(percent: number, message: string): void
  log(line: string): void
  breathe(): Promise<void>
}

export interface BiExportReport {
  generation: number
  files: number
  written: number
  removed: number
  rows: number
  bytes: number
}

/**
 * Brings the export for BI tools up to date: only months in which something was booked since are
 * written anew. All files are made first, then put into the store, dimensions before the facts that
 * refer to them, and the manifest last, so that it never names a file that is not there.
 */
export async function exportBi(context: BiExportContext): Promise<BiExportReport> {
  const { store, stage } = context
  const before = await readManifest(store)
  const present = await listPresent(store)
  const through = await newestPosting(reader())
  const months = await readLedgerMonths(reader(), through)
  const kept = (before?.files ?? []).filter(({ path, bytes }) => present.get(biKey(path)) === bytes)
  const changed = months.filter((month) => !isKept(month, kept))
  context.log(`${changed.length} of ${months.length} months have changed`)
  await mkdir(stage, { recursive: true })
  const star = new StarFiles({ ...context, through, postings: sumOf(changed) })
  try {
    const facts = await star.facts(changed)
    const dimensions = await star.dimensions(months[0]?.days[0] ?? today())
    const unchanged = kept.filter(({ month }) => months.some((one) => one.month === month))
    const files = mergeFiles(dimensions, [...unchanged, ...facts])
    const wanted = [...dimensions.filter((file) => !isSame(file, kept)), ...facts]
    const manifest = makeManifest({ before, files, through, isChanged: wanted.length > 0 })
    await publish(context, wanted, manifest)
    const removed = await removeOthers(store, manifest)
    return { ...sumsOf(files), generation: manifest.generation, written: wanted.length, removed }
  } finally {
    await star.close()
    await rm(stage, { recursive: true, force: true })
  }
}

export async function readManifest(store: BiStore): Promise<BiManifest | null> {
  const text = await readText(store, MANIFEST)
  return text === null ? null : parseManifest(text)
}

async function listPresent(store: BiStore): Promise<Map<string, number>> {
  const present = new Map<string, number>()
  for await (const { key, bytes } of store.list(`${BI_FOLDER}/`)) present.set(key, bytes)
  return present
}

/** Both facts of the month are there, and nothing was booked in it since. */
function isKept({ month, postings }: LedgerMonth, kept: readonly BiFile[]): boolean {
  const files = kept.filter((file) => file.month === month && file.postings === postings)
  return files.length === StarFiles.FACTS
}

function isSame({ path, sha256 }: BiFile, kept: readonly BiFile[]): boolean {
  return kept.some((file) => file.path === path && file.sha256 === sha256)
}

function sumOf(months: readonly LedgerMonth[]): number {
  return months.reduce((sum, { postings }) => sum + postings, 0)
}

function sumsOf(files: readonly BiFile[]) {
  const sum = (key: 'rows' | 'bytes') => files.reduce((total, file) => total + file[key], 0)
  return { files: files.length, rows: sum('rows'), bytes: sum('bytes') }
}

/** Of each path the newest; facts by table and month. */
function mergeFiles(dimensions: readonly StagedFile[], facts: readonly BiFile[]): BiFile[] {
  const byPath = new Map(facts.map((file) => [file.path, file]))
  const sorted = [...byPath.values()].sort((one, other) => (one.path < other.path ? -1 : 1))
  return [...dimensions, ...sorted].map(
    ({ table, path, month, postings, rows, bytes, sha256 }) => ({
      table,
      path,
      month,
      postings,
      rows,
      bytes,
      sha256,
    })
  )
}

interface ManifestParts {
  before: BiManifest | null
  files: BiFile[]
  through: number
  isChanged: boolean
}

function makeManifest({ before, files, through, isChanged }: ManifestParts): BiManifest {
  return {
    format: 'bincard-bi',
    schema_version: BI_SCHEMA_VERSION,
    generation: (before?.generation ?? 0) + Number(isChanged),
    exported_at: new Date().toISOString(),
    postings_through: through,
    company: {
      name: setting('company_name'),
      currency: setting('company_currency'),
      time_zone: companyTimeZone(),
    },
    files,
  }
}

async function publish(
  { store, stage, progress, breathe }: BiExportContext,
  wanted: readonly StagedFile[],
  manifest: BiManifest
): Promise<void> {
  const texts = {
    [DICTIONARY_JSON]: dictionaryJson(manifest.company),
    [DICTIONARY_TEXT]: dictionaryText(manifest.company),
    [MANIFEST]: `${JSON.stringify(manifest, null, 2)}\n`,
  }
  for (const { path, staged } of wanted) {
    progress(95, `Publishing ${path}`)
    await breathe()
    await putFile(store, path, staged)
  }
  for (const [name, text] of Object.entries(texts)) {
    const staged = join(stage, createHash('sha256').update(name).digest('hex'))
    await writeFile(staged, text)
    await breathe()
    await putFile(store, name, staged)
  }
}

async function putFile(store: BiStore, path: string, staged: string): Promise<void> {
  const { size } = await stat(staged)
  const facts = { contentType: contentTypeOf(path), contentLength: size }
  await store.put(biKey(path), createReadStream(staged), facts)
}

/** Takes away what the manifest does not name: months or tables that are no more. */
async function removeOthers(store: BiStore, { files }: BiManifest): Promise<number> {
  const named = new Set(
    [...files.map(({ path }) => path), MANIFEST, DICTIONARY_JSON, DICTIONARY_TEXT].map(biKey)
  )
  const present = await listPresent(store)
  const others = [...present.keys()].filter((key) => !named.has(key))
  await store.remove(others)
  return others.length
}

const CONTENT_TYPES: Record<string, string> = {
  json: 'application/json',
  md: 'text/markdown; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

export function contentTypeOf(path: string): string {
  return CONTENT_TYPES[path.split('.').at(-1) ?? ''] ?? 'application/octet-stream'
}
