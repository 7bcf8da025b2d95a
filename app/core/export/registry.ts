import type { TableExport } from '#core/export/table_export'

const registered = new Map<string, TableExport<unknown>>()

/** The only list of exports is start/exports.ts, which calls this. */
export function registerExport<T>(table: TableExport<T>): void {
  // Rows go only from a table's own reader to its own columns.
  registered.set(table.name, table as TableExport<unknown>)
}

export function findExport(name: string): TableExport<unknown> | undefined {
  return registered.get(name)
}
