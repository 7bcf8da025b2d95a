import { formatSize } from '#core/local_format'
import { toDatabaseTime } from '#core/time'
import { DICTIONARY_JSON, DICTIONARY_TEXT } from '#insights/bi/dictionary'
import { MANIFEST, type BiFile, type BiManifest } from '#insights/bi/manifest'
import { BI_TABLES } from '#insights/bi/tables'
import type { BiExportFacts } from '#insights/queries/read_bi_export'

const OPEN = ['waiting', 'running', 'failed']

/** The export for BI tools as its page shows it. */
export function biExportView({ manifest, storeFault, run, nextAt }: BiExportFacts) {
  return {
    storeFault,
    nextAt,
    run: run && {
      id: run.id,
      state: run.state,
      progress: run.progress,
      message: run.message,
      error: (run.error ?? '').split('\n')[0],
    },
    isOpen: run !== null && OPEN.includes(run.state),
    kept: manifest && keptView(manifest),
  }
}

function keptView(manifest: BiManifest) {
  return {
    exportedAt: toDatabaseTime(new Date(manifest.exported_at)),
    generation: manifest.generation,
    ...sums(manifest.files),
    tables: BI_TABLES.map(({ name }) => tableView(name, manifest.files)),
    beside: [MANIFEST, DICTIONARY_TEXT, DICTIONARY_JSON].map((name) => ({
      name,
      url: urlOf(name),
    })),
  }
}

function tableView(name: string, all: readonly BiFile[]) {
  const files = all.filter(({ table }) => table === name)
  const months = files.flatMap(({ month }) => month ?? [])
  return {
    name,
    ...sums(files),
    months: months.length === 0 ? '' : `${months[0]} – ${months[months.length - 1]}`,
    files: files.map((file) => ({
      name: file.month ?? file.path,
      isMonth: file.month !== undefined,
      url: urlOf(file.path),
      rows: file.rows,
      size: formatSize(file.bytes),
    })),
  }
}

function sums(files: readonly BiFile[]) {
  const sum = (key: 'rows' | 'bytes') => files.reduce((total, file) => total + file[key], 0)
  return { fileCount: files.length, rows: sum('rows'), size: formatSize(sum('bytes')) }
}

function urlOf(path: string): string {
  return `/admin/bi-export/files/${path}`
}
