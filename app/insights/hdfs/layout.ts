/** Where the files of the sales analysis are in HDFS. */
const ROOT = '/stock_analysis'

export const LAYOUT = {
  root: ROOT,
  /** Hidden from readers of the folder, as all names that begin with a dot or a line. */
  unfinished: `${ROOT}/.unfinished`,
  full: `${ROOT}/transaction_data.csv`,
  days: `${ROOT}/transactions`,
  items: `${ROOT}/_items.tsv`,
  manifest: `${ROOT}/_manifest.json`,
  output: `${ROOT}/output`,
  result: `${ROOT}/output/result.txt`,
} as const

export function dayFolder(day: string): string {
  return `${LAYOUT.days}/dt=${day}`
}

export function dayFile(day: string): string {
  return `${dayFolder(day)}/part-00000.csv`
}

/** The day of a folder's name; null of another folder. */
export function dayOfFolder(name: string): string | null {
  return /^dt=(\d{4}-\d{2}-\d{2})$/.exec(name)?.[1] ?? null
}
