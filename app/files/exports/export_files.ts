import { join } from 'node:path'
import { dataDirectory } from '#config/database'

export const EXPORT_JOB = 'export_table'
/** How long a file is kept. */
export const KEPT_DAYS = 7

export const exportsFolder = join(dataDirectory, 'exports')

/** Where the file of an export lies; names in the folder say nothing about what is in them. */
export function exportPath(id: number): string {
  return join(exportsFolder, `${id}.export`)
}
