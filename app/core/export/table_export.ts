import type { Area, Right } from '#core/access'

export type ColumnType = 'text' | 'quantity' | 'money' | 'count' | 'day' | 'moment'

/**
 * A column of an export. `valueOf` gives text or null; of quantity and money scaled integers; of
 * count numbers; of day a local day; of moment a moment as the database keeps it.
 */
export interface ExportColumn<T> {
  /** As `?columns=` and the list's own columns name it. */
  key: string
  /** English, as the import knows it: files for machines are not translated. */
  heading: string
  type: ColumnType
  valueOf(row: T): string | number | bigint | null | undefined
  /** Left out unless it is asked for. */
  isExtra?: boolean
}

/** What an address asks for: its parameters, each once. */
export type ExportQuery = Readonly<Record<string, string>>

/** The rows of one export, opened: nothing is read before they are asked for. */
export interface OpenTable<T> {
  /** How many rows there are, counted no further than `limit`. */
  count(limit: number): Promise<number>
  /** Reads piece by piece and lets others have their turn in between. */
  rows(): AsyncIterable<T>
}

/** A table that can be exported, described once for every format, at once and in the background. */
export interface TableExport<T> {
  name: string
  /** Who may have it. */
  right: readonly [Area, Right]
  columns: readonly ExportColumn<T>[]
  /** The name of the file without its end, such as "items". */
  fileName(query: ExportQuery): Promise<string>
  /** Says in the reader's language what the rows are narrowed to. */
  filters?(query: ExportQuery): Promise<string[]>
  /** `ids` are the chosen rows; all of the filter when there are none. */
  open(query: ExportQuery, ids: readonly string[]): Promise<OpenTable<T>>
}

export type AnyTableExport = TableExport<never>

/** Keeps the columns in the order asked for; all of the standard ones when none of them is known. */
export function chosenColumns<T>(
  columns: readonly ExportColumn<T>[],
  keys: readonly string[]
): ExportColumn<T>[] {
  const chosen = [...new Set(keys)].flatMap((key) => columns.filter((one) => one.key === key))
  return chosen.length > 0 ? chosen : columns.filter(({ isExtra }) => !isExtra)
}

/** A table of which all rows are at hand. */
export function tableOf<T>(rows: readonly T[]): OpenTable<T> {
  return {
    count: async (limit) => Math.min(rows.length, limit),
    rows: async function* () {
      yield* rows
    },
  }
}
