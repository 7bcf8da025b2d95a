import { BI_SCHEMA_VERSION } from '#insights/bi/table'

export const MANIFEST = 'manifest.json'

/** A file of the export, by its path below the folder of the manifest. */
export interface BiFile {
  table: string
  path: string
  /** Of facts: YYYY-MM. */
  month?: string
  /** Of facts: how many postings the ledger had in this month. */
  postings?: number
  rows: number
  bytes: number
  sha256: string
}

/** What an export consists of. It is written last, so every file that it names is there. */
export interface BiManifest {
  format: 'bincard-bi'
  schema_version: number
  /** Counts the exports that changed something. */
  generation: number
  exported_at: string
  /** The id of the newest posting that is in it. */
  postings_through: number
  company: { name: string; currency: string; time_zone: string }
  files: BiFile[]
}

/** A manifest as it was kept; null for what is none, or is of another schema. */
export function parseManifest(text: string): BiManifest | null {
  try {
    const manifest: BiManifest = JSON.parse(text)
    const isOurs = manifest.format === 'bincard-bi' && Array.isArray(manifest.files)
    return isOurs && manifest.schema_version === BI_SCHEMA_VERSION ? manifest : null
  } catch {
    return null
  }
}
