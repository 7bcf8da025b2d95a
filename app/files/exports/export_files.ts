export const EXPORT_JOB = 'export_table'
/** How long a file is kept. */
export const KEPT_DAYS = 7

/** The folder of lists in the export store; other exports have their own. */
export const EXPORTS_FOLDER = 'lists'

/** Where the file of an export lies; its key says nothing about what is in it. */
export function exportKey(id: number): string {
  return `${EXPORTS_FOLDER}/${id}.export`
}
